import { type Epoch, epoch, type Height, height } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** How far everything is; null: nothing of it yet. */
export interface Progress {
  readonly tipHeight: Height | null;
  readonly tipEpoch: Epoch | null;
  readonly newestSnapshot: Epoch | null;
  /** newest earned epoch whose rewards are known, forecast or paid */
  readonly newestRewards: Epoch | null;
  readonly newestFinalRewards: Epoch | null;
  /** newest earned epoch whose rewards lie as files where everybody may fetch them; as forecast or paid, and paid */
  readonly newestExport: Epoch | null;
  readonly newestFinalExport: Epoch | null;
  /** newest earned epoch with everything that is shown of its pools: paid, and averaged */
  readonly newestAverages: Epoch | null;
  /** newest earned epoch with everything that is shown of its accounts: paid, and counted */
  readonly newestHistograms: Epoch | null;
}

export async function readProgress(db: Queryable): Promise<Progress> {
  const { rows } = await db.query<Row>({
    name: 'read-progress',
    text: `
      select tip.height, tip.epoch,
        (select max(active_epoch) from snapshot_epoch) as snapshot,
        (select max(earned_epoch) from reward_epoch) as rewards,
        (select max(earned_epoch) from reward_epoch where status = 'final') as final,
        (select max(earned_epoch) from reward_export) as exported,
        (select max(earned_epoch) from reward_export where status = 'final') as final_exported,
        (select max(earned_epoch) from network_average) as averages,
        (select max(earned_epoch) from ros_histogram_epoch) as histograms
      from (values (1)) as one (row)
      left join lateral (
        select height, epoch from block where era > 0 order by slot desc, block.height desc limit 1) tip on true`,
  });
  const [row] = rows;
  return {
    tipHeight: row?.height == null ? null : height(Number(row.height)),
    tipEpoch: epochOrNull(row?.epoch),
    newestSnapshot: epochOrNull(row?.snapshot),
    newestRewards: epochOrNull(row?.rewards),
    newestFinalRewards: epochOrNull(row?.final),
    newestExport: epochOrNull(row?.exported),
    newestFinalExport: epochOrNull(row?.final_exported),
    newestAverages: epochOrNull(row?.averages),
    newestHistograms: epochOrNull(row?.histograms),
  };
}

interface Row {
  readonly height: bigint | null;
  readonly epoch: number | null;
  readonly snapshot: number | null;
  readonly rewards: number | null;
  readonly final: number | null;
  readonly exported: number | null;
  readonly final_exported: number | null;
  readonly averages: number | null;
  readonly histograms: number | null;
}

const epochOrNull = (value: number | null | undefined): Epoch | null => (value == null ? null : epoch(value));
