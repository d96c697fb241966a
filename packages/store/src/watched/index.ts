export { type StakeHistoryFile, stakeHistoryFile, stakeHistoryPath } from './history-file.ts';
export { credentialsOf, MOST_KEYS_ASKED, requestHistories } from './request-histories.ts';
export { type AddedByEpoch, type PivotToSave, type SavedPivot, savePivot } from './save-pivot.ts';
export {
  noteAsked,
  restartKey,
  unwatchForgotten,
  unwatchKeys,
  type WatchedKey,
  watchedAmong,
  watchedKeys,
  watchKeys,
} from './watched-keys.ts';
export { lifetimeSums, pivotedTo } from './watched-sums.ts';
