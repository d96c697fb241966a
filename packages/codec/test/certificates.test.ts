import { decodeBlock } from '@pooltool/codec';
import type { CertificateEffect } from '@pooltool/domain';
import type { CborWriter } from '@pooltool/shared-utils/cbor';
import { describe, expect, test } from 'vitest';
import { bodyWith, madeBlock } from './support/made-block.ts';

const KEY = 'aa'.repeat(28);
const POOL = 'bb'.repeat(28);
const VRF = 'cc'.repeat(32);

const credential = (writer: CborWriter, tag = 0): CborWriter => writer.array(2).int(tag).hex(KEY);
const key = { kind: 'key', hash: KEY };

/** What the one certificate does that `write` puts into a set (tag 258) of a transaction. */
function effectsOf(write: (writer: CborWriter) => unknown): readonly CertificateEffect[] {
  const body = bodyWith((writer) => write(writer.int(4).tag(258).array(1)));
  const [transaction] = decodeBlock(madeBlock({ transactions: [{ body }] })).transactions;
  return transaction?.certificates[0]?.effects ?? [];
}

describe('what each certificate of the ledger does', () => {
  test('0 and 1 register and deregister without saying the deposit', () => {
    expect(effectsOf((w) => credential(w.array(2).int(0)))).toEqual([
      { kind: 'stake-registration', credential: key, deposit: null },
    ]);
    expect(effectsOf((w) => credential(w.array(2).int(1), 1))).toEqual([
      { kind: 'stake-deregistration', credential: { kind: 'script', hash: KEY }, refund: null },
    ]);
  });

  test('7 and 8 say it', () => {
    expect(effectsOf((w) => credential(w.array(3).int(7)).int(2_000_000))).toEqual([
      { kind: 'stake-registration', credential: key, deposit: 2_000_000n },
    ]);
    expect(effectsOf((w) => credential(w.array(3).int(8)).int(2_000_000))).toEqual([
      { kind: 'stake-deregistration', credential: key, refund: 2_000_000n },
    ]);
  });

  const delegation = { kind: 'stake-delegation', credential: key, poolId: POOL };
  const registration = { kind: 'stake-registration', credential: key, deposit: 5n };

  test('2 delegates, 10 too beside its vote', () => {
    expect(effectsOf((w) => credential(w.array(3).int(2)).hex(POOL))).toEqual([delegation]);
    expect(effectsOf((w) => credential(w.array(4).int(10)).hex(POOL).array(1).int(2))).toEqual([delegation]);
  });

  test('11, 12 and 13 register first and then delegate what they delegate', () => {
    expect(effectsOf((w) => credential(w.array(4).int(11)).hex(POOL).int(5))).toEqual([registration, delegation]);
    expect(effectsOf((w) => credential(w.array(4).int(12)).array(2).int(0).hex(KEY).int(5))).toEqual([registration]);
    expect(effectsOf((w) => credential(w.array(5).int(13)).hex(POOL).array(1).int(3).int(5))).toEqual([
      registration,
      delegation,
    ]);
  });

  test('4 retires a pool; an epoch beyond all epochs, possible in a failed transaction, is the last', () => {
    expect(effectsOf((w) => w.array(3).int(4).hex(POOL).int(300))).toEqual([
      { kind: 'pool-retirement', poolId: POOL, retiringEpoch: 300 },
    ]);
    expect(
      effectsOf((w) =>
        w
          .array(3)
          .int(4)
          .hex(POOL)
          .int(2n ** 64n - 1n),
      ),
    ).toMatchObject([{ retiringEpoch: 2 ** 31 - 1 }]);
  });

  test('5 delegates a genesis key', () => {
    expect(effectsOf((w) => w.array(4).int(5).hex(KEY).hex(POOL).hex(VRF))).toEqual([
      { kind: 'genesis-delegation', genesisHash: KEY, delegateHash: POOL, vrfKeyHash: VRF },
    ]);
  });

  test('6 moves instantaneous rewards, to people or to the other pot', () => {
    expect(effectsOf((w) => credential(w.array(2).int(6).array(2).int(0).map(1)).int(-7))).toEqual([
      { kind: 'instantaneous-rewards', from: 'reserves', to: { kind: 'credentials', amounts: [[key, -7n]] } },
    ]);
    expect(
      effectsOf((w) =>
        w
          .array(2)
          .int(6)
          .array(2)
          .int(1)
          .int(10n ** 15n),
      ),
    ).toEqual([{ kind: 'instantaneous-rewards', from: 'treasury', to: { kind: 'other-pot', amount: 10n ** 15n } }]);
  });

  test('6 gives each credential its last amount, key and script apart', () => {
    const [effect] = effectsOf((w) => {
      w.array(2).int(6).array(2).int(1).map(3);
      credential(w).int(1);
      credential(w, 1).int(2);
      credential(w).int(3);
    });
    expect(effect).toMatchObject({
      to: {
        amounts: [
          [{ kind: 'key' }, 3n],
          [{ kind: 'script' }, 2n],
        ],
      },
    });
  });

  test.each([9, 14, 15, 16, 17, 18])('%i is counted and does nothing PoolTool keeps', (tag) => {
    expect(effectsOf((w) => credential(w.array(3).int(tag)).null())).toEqual([]);
  });

  test("3 registers a pool, relays of every kind and IPv6 in the ledger's word order", () => {
    const relays = (w: CborWriter) => {
      w.array(3);
      w.array(4)
        .int(0)
        .int(3001)
        .hex('7f000001')
        .hex('f0190120a6240170ff04005496' + '9931fe');
      w.array(3).int(1).null().text('relay.example.org');
      w.array(2).int(2).text('_srv.example.org');
    };
    const [effect] = effectsOf((w) => {
      w.array(10)
        .int(3)
        .hex(POOL)
        .hex(VRF)
        .int(10n ** 17n)
        .int(340_000_000)
        .tag(30)
        .array(2)
        .int(1)
        .int(20)
        .hex(`f1${KEY}`);
      w.tag(258).array(2).hex(KEY).hex(POOL);
      relays(w);
      w.array(2).text('https://example.org/p.json').hex('dd');
    });
    expect(effect).toEqual({
      kind: 'pool-registration',
      pool: {
        poolId: POOL,
        vrfKeyHash: VRF,
        pledge: 10n ** 17n,
        cost: 340_000_000n,
        margin: { numerator: 1n, denominator: 20n },
        rewardAccount: { kind: 'script', hash: KEY },
        owners: [KEY, POOL],
        relays: [
          { kind: 'address', port: 3001, ipv4: '127.0.0.1', ipv6: '2001:19f0:7001:24a6:5400:4ff:fe31:9996' },
          { kind: 'host', port: null, name: 'relay.example.org' },
          { kind: 'srv', name: '_srv.example.org' },
        ],
        metadata: { url: 'https://example.org/p.json', hash: 'dd' },
      },
    });
  });

  const pool = ({ url = 'https://example.org', margin = [1n, 20n], port = 3001 }) =>
    effectsOf((w) => {
      w.array(10)
        .int(3)
        .hex(POOL)
        .hex(VRF)
        .int(1)
        .int(2)
        .tag(30)
        .array(2)
        .int(margin[0] ?? 0n)
        .int(margin[1] ?? 0n);
      w.hex(`e0${KEY}`).array(2).hex(KEY).hex(KEY);
      w.array(1).array(3).int(1).int(port).text(url);
      w.array(2).text(url).hex('dd');
    })[0];

  test('3 keeps text that PostgreSQL would not: a zero character is replaced, a byte order mark stays', () => {
    expect(pool({ url: '\uFEFFa\0b\0' })).toMatchObject({
      pool: { metadata: { url: '\uFEFFa\uFFFDb\uFFFD' }, relays: [{ name: '\uFEFFa\uFFFDb\uFFFD' }], owners: [KEY] },
    });
  });

  test.each([{ margin: [1n, 2n ** 64n] }, { margin: [1n, 0n] }, { margin: [-1n, 1n] }, { port: 65_536 }])(
    '3 with %o is none',
    (wrong) => {
      expect(() => pool(wrong)).toThrow(/not a block/);
    },
  );
});
