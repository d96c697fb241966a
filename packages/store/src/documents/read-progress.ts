import { type Epoch, epoch, type Height, height } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** How far everything is; null: nothing of it yet. */
export interface Progress {
  readonly tipHeight: Height | null;
  readonly tipEpoch: Epoch | null;
  /** newest active epoch whose boundary is worked through: its stake is there, and histories show what was earned before */
  readonly newestBoundary: Epoch | null;
  /** newest earned epoch whose rewards are known, forecast or paid */
  readonly newestRewards: Epoch | null;
  readonly newestFinalRewards: Epoch | null;
  /** newest earned epoch whose rewards lie as files where everybody may fetch them; as forecast or paid, and paid */
  readonly newestExport: Epoch | null;
  readonly newestFinalExport: Epoch | null;
  /** newest earned epoch with everything that is shown of its pools: paid, and averaged */
  readonly newestAverages: Epoch | null;
  /** newest earned epoch with everything that is shown of its accounts: paid, counted, and in the histories */
  readonly newestAccounts: Epoch | null;
}

export async function readProgress(db: Queryable): Promise<Progress> {
  const { rows } = await db.query<Row>({
    name: 'read-progress',
    text: `
      select tip.height, tip.epoch,
        -- What was earned two epochs before is forecast then, and what was forecast before that is paid.
        (select max(s.active_epoch) from snapshot_epoch s
         where (s.active_epoch < 2 or exists (select from reward_pivot_epoch p where p.earned_epoch = s.active_epoch - 2))
           and not exists (
             select from reward_epoch r left join reward_pivot_epoch p using (earned_epoch)
             where r.earned_epoch = s.active_epoch - 3 and p.status is distinct from 'final')) as boundary,
        (select max(earned_epoch) from reward_epoch) as rewards,
        (select max(earned_epoch) from reward_epoch where status = 'final') as final,
        (select max(earned_epoch) from reward_export) as exported,
        (select max(earned_epoch) from reward_export where status = 'final') as final_exported,
        (select max(earned_epoch) from network_average) as averages,
        (select max(earned_epoch) from ros_histogram_epoch join reward_pivot_epoch p using (earned_epoch)
         where p.status = 'final') as accounts
      from (values (1)) as one (row)
      left join lateral (
        select height, epoch from block where era > 0 order by slot desc, block.height desc limit 1) tip on true`,
  });
  const [row] = rows;
  return {
    tipHeight: row?.height == null ? null : height(Number(row.height)),
    tipEpoch: epochOrNull(row?.epoch),
    newestBoundary: epochOrNull(row?.boundary),
    newestRewards: epochOrNull(row?.rewards),
    newestFinalRewards: epochOrNull(row?.final),
    newestExport: epochOrNull(row?.exported),
    newestFinalExport: epochOrNull(row?.final_exported),
    newestAverages: epochOrNull(row?.averages),
    newestAccounts: epochOrNull(row?.accounts),
  };
}

interface Row {
  readonly height: bigint | null;
  readonly epoch: number | null;
  readonly boundary: number | null;
  readonly rewards: number | null;
  readonly final: number | null;
  readonly exported: number | null;
  readonly final_exported: number | null;
  readonly averages: number | null;
  readonly accounts: number | null;
}

const epochOrNull = (value: number | null | undefined): Epoch | null => (value == null ? null : epoch(value));
