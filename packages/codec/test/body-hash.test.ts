import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeBlock, demandBodyHash } from '@pooltool/codec';
import { CborReader } from '@pooltool/shared-utils/cbor';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { describe, expect, test } from 'vitest';
import { bodyWith, madeBlock } from './support/made-block.ts';
import { noSharedData, sharedData } from './support/shared-data.ts';

const refusalOf = (bytes: Uint8Array): unknown => {
  try {
    demandBodyHash(bytes);
    return null;
  } catch (error) {
    return error;
  }
};

const changed = (bytes: Uint8Array, at: number, to: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[at] = to;
  return copy;
};

describe('a body that is not the one of its header', () => {
  const block = madeBlock({
    transactions: [{ body: bodyWith(() => {}) }, { body: bodyWith((w) => w.int(22).int(5)) }],
  });

  test('is refused, and is none the less a block', () => {
    expect(refusalOf(block)).toBeNull();
    const donatesMore = changed(block, Buffer.from(block).lastIndexOf(Buffer.from('1605', 'hex')) + 1, 6);
    expect(decodeBlock(donatesMore)).toMatchObject({ hash: decodeBlock(block).hash });
    expect(refusalOf(donatesMore)).toMatchObject({
      code: 'POOLTOOL_BLOCK_BODY_WRONG',
      disposition: 'reject',
      details: { part: 'body', stated: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  test('is refused when a transaction that took effect is said to have failed', () => {
    const failed = Buffer.concat([block.subarray(0, -1), Uint8Array.of(0x81, 0x01)]);
    expect(decodeBlock(failed).transactions.map(({ valid }) => valid)).toEqual([true, false]);
    expect(refusalOf(failed)).toMatchObject({ code: 'POOLTOOL_BLOCK_BODY_WRONG' });
  });

  test.each([
    [
      'behind the body',
      (bytes: Uint8Array) => Buffer.concat([Uint8Array.of(0x82, 7, 0x86), bytes.subarray(3), Uint8Array.of(0)]),
    ],
    [
      'behind the block',
      (bytes: Uint8Array) => Buffer.concat([Uint8Array.of(0x83), bytes.subarray(1), Uint8Array.of(0)]),
    ],
    ['behind everything', (bytes: Uint8Array) => Buffer.concat([bytes, Uint8Array.of(0)])],
  ])('an item %s, which no hash covers, is no part of a block', (_where, withMore) => {
    expect(refusalOf(withMore(block))).toMatchObject({ code: 'POOLTOOL_BLOCK_UNREADABLE' });
  });

  test('bytes that are no block are told as such', () => {
    for (const hex of ['', '07', '820880', '82078581008080a080']) {
      expect(refusalOf(fromHex(hex))).toMatchObject({ code: 'POOLTOOL_BLOCK_UNREADABLE' });
    }
  });
});

describe.skipIf(noSharedData)('recorded blocks (needs ../shared/data; whole chains: whole-chains.db.test.ts)', () => {
  interface BlockRecord {
    era: string;
    path: string;
    synthetic: boolean;
    cborHex: string;
  }
  const records: BlockRecord[] = noSharedData
    ? []
    : readFileSync(sharedData('chain/blocks/blocks.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
  const fileOf = ({ path }: BlockRecord) => path.split('/').at(-1);

  test('of every era and real have the body of their header', () => {
    const real = records.filter(({ synthetic }) => !synthetic);
    expect(real).toHaveLength(85);
    expect(new Set(real.map(({ era }) => era)).size).toBe(7);
    for (const record of real) expect(refusalOf(fromHex(record.cborHex)), fileOf(record)).toBeNull();
  });

  test('that somebody changed on purpose have not, but for the one whose header was changed', () => {
    const tampered = records.filter(({ synthetic }) => synthetic);
    expect(tampered.map((record) => [fileOf(record), refusalOf(fromHex(record.cborHex)) !== null])).toEqual([
      ['block.0001.tx-no-fee.cbor', true],
      ['block.0002.bad-spo.cbor', true],
      ['block.0003.huge-withdrawal.cbor', true],
      ['block.0001.insufficient-fee.new_epoch.cbor', true],
      ['block.0002.wrong-leader-vrf-key.cbor', false],
    ]);
  });

  test("mainnet's first boundary block too, and not with another leader in its body", () => {
    const hex = gunzipSync(readFileSync(sharedData('chain/blocks/mainnet-ebb0-genesis.block.hex.gz')));
    const bytes = fromHex(hex.toString().trim());
    expect(refusalOf(bytes)).toBeNull();
    expect(refusalOf(changed(bytes, 1_000, (bytes[1_000] ?? 0) ^ 1))).toMatchObject({
      code: 'POOLTOOL_BLOCK_BODY_WRONG',
    });
  });

  test.each([
    ['number of transactions', { transactions: '9fff' }],
    ['transactions', { transactions: (hex: string) => hex.replace(/1a[0-9a-f]{8}ff/, '1a00000001ff') }],
    ['witnesses', { transactions: (hex: string) => hex.replace(/.{4}ff$/, '0000ff') }],
    ['delegations', { delegations: '80' }],
    ['updates', { updates: '828080' }],
    ['attributes', { attributes: '81a10041ff' }],
  ])('of Byron prove their %s', (part, change) => {
    const record = records.find(({ path }) => path.endsWith('byron5.block'));
    const hex = byronWith(fromHex(record?.cborHex ?? ''), change);
    expect(refusalOf(fromHex(hex))).toMatchObject({ details: { part } });
  });

  test('of Byron do not prove their shared seed, which PoolTool has no use for', () => {
    const record = records.find(({ path }) => path.endsWith('byron5.block'));
    const hex = byronWith(fromHex(record?.cborHex ?? ''), { seed: '8302a080' });
    expect(hex).not.toBe(record?.cborHex);
    expect(refusalOf(fromHex(hex))).toBeNull();
  });
});

type ByronPart = 'transactions' | 'seed' | 'delegations' | 'updates' | 'attributes';

/** A Byron block as hex, with parts of it put in the place of others. */
function byronWith(bytes: Uint8Array, change: { [part in ByronPart]?: string | ((hex: string) => string) }): string {
  const reader = new CborReader(bytes);
  reader.arrayStart();
  const era = reader.uintNumber();
  reader.arrayStart();
  const next = () => Buffer.from(reader.rawItem()).toString('hex');
  const part = (name: ByronPart): string => {
    const hex = next();
    const by = change[name];
    return typeof by === 'function' ? by(hex) : (by ?? hex);
  };
  const header = next();
  reader.arrayStart();
  const body = (['transactions', 'seed', 'delegations', 'updates'] as const).map(part).join('');
  return `820${era}83${header}84${body}${part('attributes')}`;
}
