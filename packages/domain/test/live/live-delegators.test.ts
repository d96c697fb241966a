import { describe, expect, test } from 'vitest';
import {
  type Accounts,
  delegatorsHashes,
  emptyDelegators,
  epoch,
  HASH_OF_NOBODY,
  isOlder,
  liveDelegatorsOf,
  liveSnapshotOf,
  NO_LOVELACE,
  NO_POOL,
  type SnapshotPool,
  setDelegator,
  stakeCredential,
} from '../../src/index.ts';
import { hash28, testPoolId } from '../../src/testing.ts';

const key = (n: number) => stakeCredential('key', hash28(n));
const script = (n: number) => stakeCredential('script', hash28(n));

const poolOf = (n: number): SnapshotPool => ({
  poolId: testPoolId(n),
  pledge: NO_LOVELACE,
  cost: NO_LOVELACE,
  margin: { numerator: 0n, denominator: 1n },
  rewardAccount: key(99),
  owners: [],
});

function rowsOf(
  rows: readonly { readonly credential: ReturnType<typeof key>; readonly stake: bigint; readonly pool: number }[],
) {
  const columns = emptyDelegators(rows.length);
  rows.forEach((row, index) => {
    setDelegator(columns, index, row);
  });
  return columns;
}

const accountsOf = (rows: Parameters<typeof rowsOf>[0], pools: readonly number[]): Accounts => {
  const { stake: rewards, ...columns } = rowsOf(rows);
  return { ...columns, rewards, deposit: new BigUint64Array(rows.length), poolIds: pools.map(testPoolId) };
};

describe('who delegates now', () => {
  const accounts = accountsOf(
    [
      { credential: key(1), stake: 5n, pool: 1 },
      { credential: script(1), stake: 0n, pool: 0 },
      { credential: key(2), stake: 7n, pool: NO_POOL },
      { credential: key(3), stake: 9n, pool: 2 },
      { credential: key(4), stake: 0n, pool: 0 },
    ],
    // The account's own order of pools is not the ledger's, and pool 30 is gone.
    [10, 20, 30],
  );
  const instantStake = rowsOf([
    { credential: key(1), stake: 100n, pool: NO_POOL },
    { credential: script(1), stake: 200n, pool: NO_POOL },
    { credential: key(2), stake: 300n, pool: NO_POOL },
    { credential: key(8), stake: 400n, pool: NO_POOL },
  ]);
  const pools = [poolOf(20), poolOf(10)];
  const { delegators, leftOut } = liveDelegatorsOf({ accounts, instantStake, pools });

  test('is every account whose pool is there, also without a lovelace', () => {
    expect(delegators.count).toBe(3);
    expect([...delegators.pool].map((index) => pools[index]?.poolId)).toEqual([20, 10, 10].map(testPoolId));
  });

  test('a key and a script of equal bytes are two', () => {
    expect([...delegators.kind]).toEqual([0, 1, 0]);
    expect([...delegators.outputs]).toEqual([100n, 200n, 0n]);
    expect([...delegators.rewards]).toEqual([5n, 0n, 0n]);
  });

  test('whose pool is gone does not delegate, and is counted', () => expect(leftOut).toBe(1));

  test('stake is outputs and reward balance together', () => {
    expect([...liveSnapshotOf({ pools, delegators }, 1_000n).delegators.stake]).toEqual([105n, 200n, 0n]);
  });

  test('more than there is cannot be', () => {
    expect(() => liveSnapshotOf({ pools, delegators }, 150n)).toThrow('live stake of row 1');
  });
});

describe('the number that tells clients of a change', () => {
  const rows = [
    { credential: key(1), stake: 1_000_000n, pool: 0 },
    { credential: key(2), stake: 5_000_000n, pool: 0 },
  ];
  const [hash] = delegatorsHashes(rowsOf(rows), 1);

  test('of nobody is what it has always been', () => {
    expect([...delegatorsHashes(rowsOf([]), 2)]).toEqual([HASH_OF_NOBODY, HASH_OF_NOBODY]);
  });
  test('does not depend on the order of the rows', () => {
    expect(delegatorsHashes(rowsOf(rows.toReversed()), 1)[0]).toBe(hash);
  });
  test('does not tell of dust, which is not shown', () => {
    const dust = { credential: key(3), stake: 999_999n, pool: 0 };
    expect(delegatorsHashes(rowsOf([...rows, dust]), 1)[0]).toBe(hash);
  });
  test.each([
    { what: 'a lovelace more', change: { stake: 1_000_001n } },
    { what: '2^32 lovelace more', change: { stake: 1_000_000n + 2n ** 32n } },
    { what: 'another key', change: { credential: key(5) } },
    { what: 'a script of equal bytes', change: { credential: script(1) } },
    { what: 'another pool', change: { pool: 1 } },
  ])('tells of $what', ({ change }) => {
    const changed = rows.map((row, index) => (index === 0 ? { ...row, ...change } : row));
    expect(delegatorsHashes(rowsOf(changed), 2)[0]).not.toBe(hash);
  });
});

test('the chain tells which ledger state is older, and a clock only of two in one place', () => {
  const at = (inEpoch: number, blocks: number, takenAtMs: number) => ({ epoch: epoch(inEpoch), blocks, takenAtMs });
  expect(isOlder(at(4, 900, 9), at(5, 1, 1))).toBe(true);
  expect(isOlder(at(5, 1, 1), at(4, 900, 9))).toBe(false);
  expect(isOlder(at(5, 1, 9), at(5, 2, 1))).toBe(true);
  expect(isOlder(at(5, 2, 1), at(5, 2, 2))).toBe(true);
  expect(isOlder(at(5, 2, 2), at(5, 2, 2))).toBe(false);
});
