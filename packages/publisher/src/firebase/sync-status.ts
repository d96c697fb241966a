import { type DocumentMark, type Epoch, markOf } from '@pooltool/domain';
import { type Progress, readProgress } from '@pooltool/store/documents';
import type { Drawing, Part } from '../drawing.ts';
import { family, noSubject } from '../family.ts';

/**
 * The markers by which clients know what is complete (clients.md 1.1). Written after everything they promise; other
 * markers lie beside them, so each has a path of its own.
 */
export const syncStatus = family({
  kind: 'sync_status',
  read: noSubject,
  load: readProgress,
  draw: (_, progress) => drawSyncStatus(progress),
});

/** Heights and epochs. What is not known yet is told of nothing: a marker that stands is never taken away. */
export function drawSyncStatus(progress: Progress): Drawing {
  const marks = Object.entries(completions(progress)).flatMap(([name, { epoch, after }]): Part[] =>
    epoch === null ? [] : [{ ...partOf(name, epoch), promise: { epoch, after: after.map((mark) => mark(epoch)) } }],
  );
  return [partOf('block_no', progress.tipHeight), partOf('epoch_no', progress.tipEpoch), ...marks];
}

const partOf = (name: string, value: number | null): Part => ({
  name,
  values: new Map([[`mary_db_sync_status/${name}`, value]]),
});

interface Completion {
  readonly epoch: Epoch | null;
  /**
   * The documents that whoever hears of it loads at once. One key's history or one pool's record is not among them: if it
   * cannot be written, that is no reason for everybody else to wait.
   */
  readonly after: readonly ((of: Epoch) => DocumentMark)[];
}

/** What is paid is complete for the clients when what is drawn beside it is there as well. */
const completions = (progress: Progress): Readonly<Record<string, Completion>> => ({
  waitstake_complete_epoch: {
    epoch: progress.newestBoundary,
    after: [markOf.totalActiveStake, markOf.stakeColumn],
  },
  pool_forecast_calculated_epoch: { epoch: progress.newestRewards, after: [markOf.rewardColumn] },
  pool_actuals_calculated_epoch: { epoch: progress.newestAverages, after: [markOf.rewardColumn] },
  // Files that were put before the export was recorded.
  forecast_rewards_complete_epoch: { epoch: progress.newestExport, after: [] },
  actual_rewards_complete_epoch: { epoch: progress.newestFinalExport, after: [] },
  new_rewards_complete_epoch: {
    epoch: progress.newestAccounts,
    after: [() => markOf.rosHistogram('pools'), () => markOf.rosHistogram('accounts')],
  },
});
