/**
 * One epoch number means five things in the life of a reward. Their distances are written here and nowhere else
 * (rewards.md 1.1), for an earned epoch N:
 *
 *     N−2  at its end the stake snapshot is taken (a dump made in N−1 holds it as `mark`)
 *     N    the snapshot is active: it elects the leaders, and their blocks earn         ← "earned", "active"
 *     N+1  pots, fees, blocks and parameters of N stand: the reward is calculated      ← "calculation"
 *     N+2  begins with the payout: the reward is in the accounts                        ← "spendable"
 *
 * What feeds the reward of N: the snapshot active in N, the parameters in force in N, the blocks made in N by pools,
 * the fees collected in N, the reserves of N+1, and who is registered at the boundary N+1 → N+2.
 */
import { type Epoch, epoch, epochPlus } from '../units/time.ts';

export interface EpochRoles {
  /** the snapshot is the state at the end of this epoch; null when the chain was too young to take one */
  readonly snapshotEnd: Epoch | null;
  /** a dump made during this epoch holds the snapshot as its mark */
  readonly markDump: Epoch | null;
  /** whose leaders the snapshot elects: the earned epoch itself */
  readonly active: Epoch;
  readonly earned: Epoch;
  readonly calculation: Epoch;
  readonly spendable: Epoch;
}

export const rolesOfEarned = (earned: Epoch): EpochRoles => ({
  snapshotEnd: before(earned, 2),
  markDump: before(earned, 1),
  active: earned,
  earned,
  calculation: calculationEpochOf(earned),
  spendable: spendableEpochOf(earned),
});

/** Its reserves and treasury are the pots of the calculation, and during it the node computes the update. */
export const calculationEpochOf = (earned: Epoch): Epoch => epochPlus(earned, 1);

/** At its first slot the rewards are in the accounts, and the pots have moved. */
export const spendableEpochOf = (earned: Epoch): Epoch => epochPlus(earned, 2);

/** Null for the epochs in which there is nothing to calculate yet. */
export const earnedEpochOfCalculation = (calculation: Epoch): Epoch | null => before(calculation, 1);

export const earnedEpochOfSpendable = (spendable: Epoch): Epoch | null => before(spendable, 2);

/** A snapshot's active epoch is the epoch it earns in. */
export const activeEpochOfEarned = (earned: Epoch): Epoch => earned;

/** The three snapshots of a dump made during `dumpEpoch`. */
export const activeEpochOfMark = (dumpEpoch: Epoch): Epoch => epochPlus(dumpEpoch, 1);
export const activeEpochOfSet = (dumpEpoch: Epoch): Epoch => dumpEpoch;
export const activeEpochOfGo = (dumpEpoch: Epoch): Epoch | null => before(dumpEpoch, 1);

/** The epoch in which a dump must be made to hold the snapshot of `active` as its mark: there is no earlier one. */
export const dumpEpochOfMark = (active: Epoch): Epoch | null => before(active, 1);

/** The reward update pending in a dump made during `dumpEpoch` is of this earned epoch. */
export const earnedEpochOfPendingUpdate = (dumpEpoch: Epoch): Epoch | null => earnedEpochOfCalculation(dumpEpoch);

/** The snapshot taken at the boundary that ends `ending` elects the leaders of … */
export const activeEpochOfSnapshotTakenAtEndOf = (ending: Epoch): Epoch => epochPlus(ending, 2);

const before = (from: Epoch, count: number): Epoch | null => (from >= count ? epoch(from - count) : null);
