export type { FeedMessage } from './feed-message.ts';
export { type ChainFollower, chainFollower, type Followed } from './follow-chain.ts';
