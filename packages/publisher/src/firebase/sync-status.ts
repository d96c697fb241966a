import { type Progress, readProgress } from '@pooltool/store/documents';
import { fieldsBelow, whole } from '../drawing.ts';
import { family, noSubject } from '../family.ts';

/**
 * The markers by which clients know what is complete (clients.md 1.1). Written after everything they promise; other
 * markers lie beside them, so each has a path of its own.
 */
export const syncStatus = family({
  kind: 'sync_status',
  read: noSubject,
  load: readProgress,
  draw: (_, progress) => whole(fieldsBelow('mary_db_sync_status', syncStatusFields(progress))),
});

/** Heights and epochs. What is paid is complete for the clients when what is drawn beside it is there as well. */
export const syncStatusFields = (progress: Progress): Record<string, number | null> => ({
  block_no: progress.tipHeight,
  epoch_no: progress.tipEpoch,
  waitstake_complete_epoch: progress.newestBoundary,
  pool_forecast_calculated_epoch: progress.newestRewards,
  forecast_rewards_complete_epoch: progress.newestExport,
  pool_actuals_calculated_epoch: progress.newestAverages,
  actual_rewards_complete_epoch: progress.newestFinalExport,
  new_rewards_complete_epoch: progress.newestAccounts,
});
