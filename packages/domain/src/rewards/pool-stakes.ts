import type { StakeSnapshot } from '../ledger/stake-snapshot.ts';
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

/** 2^20 words of 32 bits sum to less than 2^53: within a stretch of rows the sums of doubles are exact. */
const STRETCH = 2 ** 20;

function sumStakes({ pools, delegators }: StakeSnapshot): { stake: Lovelace[]; delegatorCount: Uint32Array } {
  const sums = pools.map(() => 0n);
  const delegatorCount = new Uint32Array(pools.length);
  const words = wordsOf(delegators.stake);
  for (let from = 0; from < delegators.count; from += STRETCH) {
    const low = new Float64Array(pools.length);
    const high = new Float64Array(pools.length);
    const to = Math.min(delegators.count, from + STRETCH);
    for (let row = from; row < to; row += 1) {
      const pool = delegators.pool[row] ?? pools.length;
      if (pool >= pools.length) {
        throw new InvalidValue({ word: `pool of delegator row ${row}`, given: pool, rule: `below ${pools.length}` });
      }
      low[pool] = (low[pool] ?? 0) + (words[2 * row + LOW] ?? 0);
      high[pool] = (high[pool] ?? 0) + (words[2 * row + HIGH] ?? 0);
      delegatorCount[pool] = (delegatorCount[pool] ?? 0) + 1;
    }
    sums.forEach((sum, pool) => {
      sums[pool] = sum + (BigInt(high[pool] ?? 0) << 32n) + BigInt(low[pool] ?? 0);
    });
  }
  return { stake: sums.map(lovelace), delegatorCount };
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
