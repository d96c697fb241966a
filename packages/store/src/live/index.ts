export { LIVE_STAKE_ARRIVED, type LiveArrivalOutcome, readLiveArrival, recordLiveArrival } from './live-arrival.ts';
export { liveDelegators, type ShownDelegator } from './live-delegators.ts';
export { type LiveGeneration, readLiveGeneration } from './live-generation.ts';
export { type LivePoolRow, readLivePools } from './live-pools.ts';
export { poolRanks, type SavedRanking, savePoolRanking } from './pool-ranking.ts';
export { type LiveStakeToSave, type SavedLiveStake, saveLiveStake } from './save-live-stake.ts';
