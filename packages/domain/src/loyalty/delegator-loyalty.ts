import type { PoolId } from '../units/hashes.ts';
import { type Epoch, epoch } from '../units/time.ts';

/** All that one delegator ever did with one pool. */
export interface PoolStay {
  readonly pool: PoolId;
  /** snapshots in which it delegated to this pool, at least one */
  readonly epochs: number;
  /** Σ lovelace of its stake in those */
  readonly staked: bigint;
  /** Σ lovelace its stake earned there, as far as paid */
  readonly rewards: bigint;
  /** the last epoch in which it delegated to this pool */
  readonly lastEpoch: Epoch;
  /** bit i: it delegated to this pool in lastEpoch − i; bit 0 is always set, bits from 10 on do not count */
  readonly recent: number;
}

export interface PoolLoyalty {
  readonly epochs: number;
  /** lovelace */
  readonly staked: bigint;
  readonly rewards: bigint;
  /** Fractions of the epochs in which it delegated to any pool: of all of them, of the last ten, of the last five. */
  readonly lifetime: number;
  readonly recentTen: number;
  readonly recentFive: number;
}

/** How faithful one delegator is, and to whom (original.md 4.4). */
export interface DelegatorLoyalty {
  /** the last epoch in which it delegated */
  readonly lastEpoch: Epoch;
  /** in the newest snapshot; null when it is not in that one */
  readonly currentPool: PoolId | null;
  /** snapshots it was in, and Σ lovelace of its stake in them */
  readonly epochs: number;
  readonly staked: bigint;
  readonly pools: ReadonlyMap<PoolId, PoolLoyalty>;
  /** of the last ten epochs those in which it delegated, ascending */
  readonly recent: ReadonlyMap<Epoch, PoolId>;
}

const TEN = 10;
const FIVE = 5;

/**
 * The last ten and the last five epochs end with the delegator's own last one: what is recent for somebody who left is
 * what was when it left. Epochs in which it did not delegate count nowhere, neither for a pool nor against it.
 * @returns null for a delegator that has been nowhere
 */
export function loyaltyOf(stays: readonly PoolStay[], currentPool: PoolId | null): DelegatorLoyalty | null {
  if (stays.length === 0) return null;
  const lastEpoch = epoch(Math.max(...stays.map((stay) => stay.lastEpoch)));
  const recent = recentEpochs(stays, lastEpoch);
  const epochs = stays.reduce((sum, stay) => sum + stay.epochs, 0);
  const share = (pool: PoolId, within: number): number => {
    const counted = [...recent].filter(([at]) => at > lastEpoch - within);
    return counted.filter(([, where]) => where === pool).length / counted.length;
  };
  return {
    lastEpoch,
    currentPool,
    epochs,
    staked: stays.reduce((sum, stay) => sum + stay.staked, 0n),
    recent,
    pools: new Map(
      stays.map((stay) => [
        stay.pool,
        {
          epochs: stay.epochs,
          staked: stay.staked,
          rewards: stay.rewards,
          lifetime: stay.epochs / epochs,
          recentTen: share(stay.pool, TEN),
          recentFive: share(stay.pool, FIVE),
        },
      ]),
    ),
  };
}

function recentEpochs(stays: readonly PoolStay[], lastEpoch: Epoch): ReadonlyMap<Epoch, PoolId> {
  const recent = new Map<Epoch, PoolId>();
  for (let at = Math.max(0, lastEpoch - TEN + 1); at <= lastEpoch; at += 1) {
    const there = stays.find((stay) => wasThere(stay, at));
    if (there !== undefined) recent.set(epoch(at), there.pool);
  }
  return recent;
}

const wasThere = ({ lastEpoch, recent }: PoolStay, at: number): boolean => {
  const before = lastEpoch - at;
  return before >= 0 && before < TEN && ((recent >> before) & 1) === 1;
};
