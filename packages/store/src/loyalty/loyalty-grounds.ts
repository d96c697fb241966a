import { type Epoch, epoch } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { demandNotArchived } from '../archive/archived-epochs.ts';

/** What there is to count an active epoch's loyalty from. */
export interface LoyaltyGrounds {
  readonly activeEpoch: Epoch;
  /** delegators of its snapshot, as that was loaded; null without one */
  readonly delegators: number | null;
  /** the snapshot of the epoch before is here, row by row */
  readonly snapshotBefore: boolean;
  /** the newest epoch before it that was counted */
  readonly countedBefore: CountedEpoch | null;
}

export interface CountedEpoch {
  readonly epoch: Epoch;
  /** the last earned epoch whose payouts are in its counts; −1: none */
  readonly rewardsThrough: number;
  /** its counts are still here, row by row */
  readonly kept: boolean;
}

/** @throws POOLTOOL_EPOCH_ARCHIVED (reject) when the snapshot's rows, or those of the epoch before, were moved away */
export async function readLoyaltyGrounds(db: Queryable, activeEpoch: Epoch): Promise<LoyaltyGrounds> {
  await demandNotArchived(db, activeEpoch);
  if (activeEpoch > 0) await demandNotArchived(db, epoch(activeEpoch - 1));
  const { rows } = await db.query<Row>(
    `select s.delegators, to_regclass('stake_snapshot_' || ($1::int - 1)) is not null as snapshot_before,
       c.active_epoch as counted, c.rewards_through, to_regclass('loyalty_' || c.active_epoch) is not null as kept
     from (values (1)) as one (row)
     left join snapshot_epoch s on s.active_epoch = $1
     left join lateral (
       select active_epoch, rewards_through from loyalty_epoch where active_epoch < $1
       order by active_epoch desc limit 1) c on true`,
    [activeEpoch],
  );
  const [row] = rows;
  return {
    activeEpoch,
    delegators: row?.delegators ?? null,
    snapshotBefore: row?.snapshot_before ?? false,
    countedBefore:
      row === undefined || row.counted === null || row.rewards_through === null
        ? null
        : { epoch: epoch(row.counted), rewardsThrough: row.rewards_through, kept: row.kept },
  };
}

interface Row {
  readonly delegators: number | null;
  readonly snapshot_before: boolean;
  readonly counted: number | null;
  readonly rewards_through: number | null;
  readonly kept: boolean;
}

/** How many delegators an epoch's counts have; null when it is not counted. */
export async function readCountedDelegators(db: Queryable, activeEpoch: Epoch): Promise<number | null> {
  const { rows } = await db.query<{ delegators: number }>(
    `select delegators from loyalty_epoch where active_epoch = $1`,
    [activeEpoch],
  );
  return rows[0]?.delegators ?? null;
}
