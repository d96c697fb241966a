import { describe, expect, test } from 'vitest';
import { decodeLedgerDump, dumpLayoutUnknown } from '../../src/index.ts';
import { ARBITRARY, DEVNET, EPOCH_4, ifPresent, sample, samplesAbsent } from './samples.ts';
import { A, A2, B, bytesOf, C, type StateParts, stateOf } from './support/hand-made-state.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const layoutOf = (parts: StateParts): string => decodeLedgerDump(stateOf(parts)).layout;

describe('a layout is told by its shape, also where there is nothing in it', () => {
  test('each of the four', () => {
    expect([A, A2, B, C].map(layoutOf)).toEqual(['A', 'A2', 'B', 'C']);
  });

  test('a fourth item beside the three of a snapshot is passed over', () => {
    expect(layoutOf({ ...B, snapshot: '84a0a0a0a0' })).toBe('B');
  });

  test('parts of different layouts are no layout', () => {
    for (const parts of [
      { ...A, snapshot: C.snapshot },
      { ...A2, snapshot: C.snapshot },
      { ...B, stake: A.stake },
    ]) {
      expect(() => layoutOf(parts)).toThrow(expect.toSatisfy((error: unknown) => dumpLayoutUnknown.is(error)));
    }
  });

  test('the pools of layout B keep their reward account in 29 bytes', () => {
    const vrf = `5820${'aa'.repeat(32)}`;
    const account = `581d f1${'bb'.repeat(28)}`.replace(' ', '');
    const owner = `581c${'cc'.repeat(28)}`;
    const state = `89${vrf}0102d81e820105${account}d9010281${owner}808000`;
    const pools = `84a1${vrf}01 a1581c${'11'.repeat(28)}${state} a0a0`.replaceAll(' ', '');
    const dump = decodeLedgerDump(stateOf({ ...B, pools }));
    expect(dump.layout).toBe('B');
    expect(dump.pools).toEqual([
      {
        poolId: '11'.repeat(28),
        vrfKeyHash: 'aa'.repeat(32),
        pledge: 1n,
        cost: 2n,
        margin: { numerator: 1n, denominator: 5n },
        rewardAccount: { kind: 'script', hash: 'bb'.repeat(28) },
        owners: ['cc'.repeat(28)],
      },
    ]);
    expect(() => layoutOf({ ...C, pools })).toThrow(expect.toSatisfy((error: unknown) => dumpLayoutUnknown.is(error)));
  });
});

describe('stake is joined with delegations', () => {
  const credential = (kind: number, byte: string): string => `820${kind}581c${byte.repeat(28)}`;
  const pool = (byte: string): string => `581c${byte.repeat(28)}`;
  const parametersOf = (byte: string): string =>
    `${pool(byte)}89${pool(byte)}5820${'00'.repeat(32)}0000d81e820001581de0${'ee'.repeat(28)}808080`;
  const snapshot = [
    '83',
    `a3${credential(1, '02')}05${credential(0, '02')}07${credential(0, '09')}0b`,
    `a4${credential(0, '02')}${pool('d1')}${credential(0, '01')}${pool('d1')}${credential(1, '02')}${pool('d2')}`,
    `${credential(0, '09')}${pool('ff')}`,
    `a2${parametersOf('d2')}${parametersOf('d1')}`,
  ].join('');

  test('kinds apart, whatever the order, no stake kept as 0, a pool that is not there counted and left out', () => {
    const { mark, leftOut } = decodeLedgerDump(stateOf({ ...A2, snapshot }));
    const rows = Array.from({ length: mark.delegators.count }, (_, row) => ({
      kind: mark.delegators.kind[row],
      hash: mark.delegators.hash[row * 28],
      stake: mark.delegators.stake[row],
      pool: mark.pools[mark.delegators.pool[row] ?? -1]?.poolId.slice(0, 2),
    }));
    expect(rows).toEqual([
      { kind: 1, hash: 2, stake: 5n, pool: 'd2' },
      { kind: 0, hash: 2, stake: 7n, pool: 'd1' },
      { kind: 0, hash: 1, stake: 0n, pool: 'd1' },
    ]);
    expect(leftOut).toEqual({ mark: 1, set: 1, go: 1 });
  });
});

describe.skipIf(samplesAbsent)(`with samples of nodes${ifPresent}`, () => {
  test('layout A of an arbitrary Haskell state is read once its parameters stand in it', () => {
    const parameters = /981f182c1a00025ef5.*?(?=981f182c1a00025ef5)/.exec(hex(sample(DEVNET[0] ?? '')))?.[0] ?? '';
    const hashes = ['c856e9b7', 'd8041b00'].map((start) => new RegExp(`5820${start}[0-9a-f]{56}`));
    const text = hashes.reduce((from, one) => from.replace(one, parameters), hex(sample(ARBITRARY)));
    const dump = decodeLedgerDump(bytesOf(text));
    expect(dump.layout).toBe('A');
    expect(dump.epoch).toBe(899);
    expect(dump.pots).toEqual({ treasury: 0n, reserves: 45_000_000_000_000_000n });
    expect(dump.parameters.optimalPoolCount).toBe(150);
  });

  test('a pool of layout C between those of layout B is refused where it stands', () => {
    const bytes = sample(EPOCH_4);
    const at = hex(bytes).indexOf(`8a5820${'3114a09f'}`) / 2;
    bytes[at] = 0x89;
    expect(() => decodeLedgerDump(bytes)).toThrow(/at 4\.2\.1\.2\.2\[1\]: expected a pool of layout C/);
  });
});
