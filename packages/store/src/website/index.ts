/** What both the documents and the API show of the truth, drawn by one function, and what only the API's pages read. */

export { leaderWords, NO_WORDS, type PoolWords } from '../pools/pool-words.ts';
export * from './contested-heights.ts';
export * from './last-epochs.ts';
export * from './listed-pools.ts';
export * from './living-sessions.ts';
export * from './newest-heights.ts';
export * from './pool-blocks.ts';
export type { PoolEarnings, PoolLifetime } from './pool-earnings.ts';
export { poolListVersion } from './pool-list-version.ts';
export * from './records/award-record.ts';
export * from './records/battle-records.ts';
export * from './records/block-data.ts';
export * from './records/block-record.ts';
export { BYRON } from './records/byron.ts';
export * from './records/candidate-record.ts';
export * from './records/contest-record.ts';
export * from './records/histogram-record.ts';
export * from './records/orphan-record.ts';
export * from './records/pool-syncs.ts';
export * from './records/pool-terms.ts';
export * from './records/price-records.ts';
export * from './records/sync-records.ts';
export * from './shown-block.ts';
export * from './user-changes.ts';
