import { credentialHash, type LedgerLayout } from '@pooltool/domain';
import { type DumpEvent, makeSimulation } from '@pooltool/simulator';
import { encodeNewEpochState } from '@pooltool/simulator/dump';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALL_BUT_LIVE, decodeLedgerDump } from '../../src/index.ts';
import { anyForm, anyLedger } from './support/any-ledger.ts';
import { saidByDecoder } from './support/said.ts';
import { saidByLedger } from './support/said-by-ledger.ts';

const LAYOUTS: readonly LedgerLayout[] = ['A', 'A2', 'B', 'C'];

describe('a dump says what the ledger is, whatever its layout', () => {
  test('random ledgers, lists and maps of either kind of length', () => {
    const property = fc.property(anyLedger, anyForm, (ledger, form) => {
      const dump = decodeLedgerDump(encodeNewEpochState(ledger, form));
      expect(saidByDecoder(dump)).toEqual(saidByLedger(ledger, form));
    });
    fc.assert(property, { numRuns: 400 });
  }, 60_000);

  test.each(LAYOUTS)('layout %s: pools of thousands of owners, and one without any', (layout) => {
    const owners = Array.from({ length: 3000 }, (_, n) => credentialHash(n.toString(16).padStart(56, '0')));
    const [ledger, form] = fc.sample(fc.tuple(anyLedger, anyForm), { numRuns: 1, seed: 7 })[0] ?? [];
    const [many, none] = [...(ledger?.pools.values() ?? [])];
    if (ledger === undefined || form === undefined || many === undefined || none === undefined) {
      throw new Error('the sample has no two pools');
    }
    const pools = new Map([many, none].map((pool) => [pool.poolId, { ...pool, owners: pool === many ? owners : [] }]));
    const delegations = new Map(owners.map((owner) => [`key:${owner}`, many.poolId]));
    const mark = { stake: new Map(), delegations, pools };
    const changed = { ...ledger, pools, mark };
    const dump = decodeLedgerDump(encodeNewEpochState(changed, { ...form, layout }));
    expect(saidByDecoder(dump)).toEqual(saidByLedger(changed, { ...form, layout }));
    expect(dump.mark.pools.map((pool) => pool.owners.length).toSorted((a, b) => a - b)).toEqual([0, 3000]);
  });

  test.each(LAYOUTS)('layout %s: a simulated chain says the same as in layout A2', (layout) => {
    const settings = { seed: 5, epochs: 4, epochLength: 150, delegators: 40 };
    const dumpsIn = (one: LedgerLayout) =>
      [...makeSimulation({ ...settings, dumpLayouts: [one] }).events()].flatMap((event) =>
        event.kind === 'dump' ? [decodedWithOwners(event)] : [],
      );
    expect(dumpsIn(layout)).toEqual(dumpsIn('A2'));
  });
});

/** Without what layouts say otherwise: their name, and owners that do not delegate to their pool. */
function decodedWithOwners({ bytes }: DumpEvent) {
  const said = saidByDecoder(decodeLedgerDump(bytes));
  const owned = ['layout', 'mark pools', 'set pools', 'go pools'];
  return Object.fromEntries(Object.entries(said).filter(([part]) => !owned.includes(part)));
}

describe('unspent outputs', () => {
  const [ledger] = fc.sample(anyLedger, { numRuns: 1, seed: 11 });
  const [form] = fc.sample(anyForm, { numRuns: 1, seed: 11 });
  if (ledger === undefined || form === undefined) throw new Error('no sample');
  const inA = { ...form, layout: 'A' as const };

  test('are counted and summed: all, and those that count for nobody', () => {
    const { unspent } = decodeLedgerDump(encodeNewEpochState(ledger, inA));
    const sumOf = (headers: string): bigint =>
      [...ledger.utxo.values()].reduce(
        (sum, { address, amount }) => (headers.includes(address[0] ?? '') ? sum + amount : sum),
        0n,
      );
    expect(unspent).toEqual({
      outputs: ledger.utxo.size,
      lovelace: sumOf('0123456789'),
      byron: sumOf('8'),
      pointers: sumOf('45'),
    });
    expect(unspent?.pointers).toBeGreaterThan(0n);
  });

  test('that come to another stake than the ledger has itself are refused, with the place', () => {
    const bytes = Buffer.from(encodeNewEpochState(ledger, inA));
    const stake = decodeLedgerDump(bytes).instantStake;
    const amount = stake?.stake.find((one) => one > 2n ** 32n) ?? 0n;
    const at = bytes.lastIndexOf(Buffer.from(amount.toString(16).padStart(16, '0'), 'hex'));
    bytes[at + 7] = (bytes[at + 7] ?? 0) ^ 1;
    expect(() => decodeLedgerDump(bytes)).toThrow(/at 4\.2\.2\.5\.1\[\d+\]: expected the stake that the unspent/);
  });

  test('that are not read leave the rest as it is', () => {
    const bytes = encodeNewEpochState(ledger, inA);
    const whole = decodeLedgerDump(bytes);
    const passed = decodeLedgerDump(bytes, { leaveOut: new Set(['unspent']) });
    expect(passed.unspent).toBeNull();
    expect(saidByDecoder(passed)).toEqual(saidByDecoder(whole));
  });

  test('and accounts are what live stake is made of', () => {
    const live = decodeLedgerDump(encodeNewEpochState(ledger, inA), { leaveOut: ALL_BUT_LIVE });
    const known = saidByLedger(ledger, inA);
    const said = saidByDecoder(live);
    for (const part of ['pots', 'pools', 'accounts', 'instantStake']) expect(said[part]).toEqual(known[part]);
    expect([said['mark'], said['set'], said['go pools']]).toEqual([[], [], []]);
  });
});
