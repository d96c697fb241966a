import type { Delegators, StakeSnapshot } from '../ledger/stake-snapshot.ts';
import { InvalidValue } from '../units/brand.ts';
import { type Lovelace, lovelace, NO_LOVELACE } from '../units/lovelace.ts';
import { stakeCredential } from '../units/stake-credential.ts';
import { HIGH, LOW, wordsOf } from './lovelace-words.ts';
import { findRows } from './named-rows.ts';

/** The stake of a snapshot by pool; index = index of its pools. */
export interface PoolStakes {
  /** S */
  readonly stake: readonly Lovelace[];
  /** O: of the declared owners that delegate to this very pool */
  readonly ownerStake: readonly Lovelace[];
  readonly delegatorCount: Uint32Array;
  /** the rows of those owners: no member reward, their share is inside the leader reward */
  readonly ownerRows: readonly number[];
  /** A */
  readonly activeStake: Lovelace;
}

/** @throws InvalidValue when a delegator's pool is not one of the snapshot's. */
export function poolStakesOf(snapshot: StakeSnapshot): PoolStakes {
  const { stake, delegatorCount } = sumStakes(snapshot);
  const { ownerStake, ownerRows } = ownersOf(snapshot);
  const activeStake = lovelace(stake.reduce((sum, amount) => sum + amount, 0n));
  return { stake, ownerStake, delegatorCount, ownerRows, activeStake };
}

/** Sums by pool of the two 32-bit words of each stake, and how many there were. */
interface WordSums {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly count: Uint32Array;
}

/** 2^20 words of 32 bits sum to less than 2^53: within a stretch of rows the sums of doubles are exact. */
const STRETCH = 2 ** 20;

function sumStakes({ pools, delegators }: StakeSnapshot): { stake: Lovelace[]; delegatorCount: Uint32Array } {
  const sums = pools.map(() => 0n);
  const count = new Uint32Array(pools.length);
  for (let from = 0; from < delegators.count; from += STRETCH) {
    const part = { low: new Float64Array(pools.length), high: new Float64Array(pools.length), count };
    addStretch(part, delegators, from, Math.min(delegators.count, from + STRETCH));
    sums.forEach((sum, pool) => {
      sums[pool] = sum + (BigInt(part.high[pool] ?? 0) << 32n) + BigInt(part.low[pool] ?? 0);
    });
  }
  assertEveryPoolKnown(delegators, count);
  return { stake: sums.map(lovelace), delegatorCount: count };
}

function addStretch({ low, high, count }: WordSums, delegators: Delegators, from: number, to: number): void {
  const words = wordsOf(delegators.stake);
  const poolOf = delegators.pool;
  for (let row = from; row < to; row += 1) {
    const pool = poolOf[row] ?? 0;
    low[pool] = (low[pool] ?? 0) + (words[2 * row + LOW] ?? 0);
    high[pool] = (high[pool] ?? 0) + (words[2 * row + HIGH] ?? 0);
    count[pool] = (count[pool] ?? 0) + 1;
  }
}

/** A typed array forgets what is written beyond its end, so a row of an unknown pool shows as a row not counted. */
function assertEveryPoolKnown(delegators: Delegators, count: Uint32Array): void {
  if (count.reduce((sum, rows) => sum + rows, 0) === delegators.count) return;
  const row = delegators.pool.findIndex((pool) => pool >= count.length);
  const word = `pool of delegator row ${row}`;
  throw new InvalidValue({ word, given: delegators.pool[row], rule: `an index below ${count.length}` });
}

function ownersOf({ pools, delegators }: StakeSnapshot): { ownerStake: Lovelace[]; ownerRows: number[] } {
  const declared = pools.flatMap(({ owners }, pool) =>
    owners.map((hash) => ({ pool, credential: stakeCredential('key', hash) })),
  );
  const rows = findRows(
    delegators,
    declared.map(({ credential }) => credential),
  );
  const ownerStake = pools.map(() => NO_LOVELACE);
  const ownerRows = new Set<number>();
  declared.forEach(({ pool }, i) => {
    const row = rows[i] ?? null;
    if (row === null || delegators.pool[row] !== pool || ownerRows.has(row)) return;
    ownerStake[pool] = lovelace((ownerStake[pool] ?? 0n) + (delegators.stake[row] ?? 0n));
    ownerRows.add(row);
  });
  return { ownerStake, ownerRows: [...ownerRows] };
}
