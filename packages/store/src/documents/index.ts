export { type MovedStake, type PoolMoves, poolMoves, type TopMoves, topMoves } from '../loyalty/read-moves.ts';
export type { PlacedPoolEvent, ShownParameters } from '../pools/pool-events.ts';
export { type PlacedPoolHistory, poolHistories } from '../pools/pool-histories.ts';
export {
  type CommittedSlots,
  type PoolEpochSlots,
  type PoolSlots,
  poolEpochSlots,
  poolSlots,
  slotsOfPools,
} from '../slots/read-performance.ts';
export { newestPropagation, type ShownPropagation } from '../tips/read-propagation.ts';
export { type WatchedKey, watchedAmong } from '../watched/watched-keys.ts';
export { lifetimeSums, pivotedTo } from '../watched/watched-sums.ts';
export * from './drain-marks.ts';
export * from './hashes.ts';
export * from './kept-heights.ts';
export { DOCUMENTS_CHANNEL } from './marks.ts';
export { networkRoot } from './network-root.ts';
export { markNeverDrawn } from './never-drawn.ts';
export { objectKey } from './object-key.ts';
export { claimMarkers, type Marker } from './published-markers.ts';
export * from './read-block-reports.ts';
export * from './read-blocks.ts';
export * from './read-columns.ts';
export * from './read-epochs.ts';
export * from './read-histograms.ts';
export * from './read-milestones.ts';
export * from './read-orphans.ts';
export * from './read-pool-epochs.ts';
export * from './read-pools.ts';
export * from './read-progress.ts';
export * from './read-stake-histories.ts';
export * from './read-sync.ts';
export * from './read-users.ts';
export * from './redraw.ts';
export { stakedEpochs } from './staked-epochs.ts';
