export type { FeedMessage } from './feed-message.ts';
export { type ChainFollower, chainFollower, type Followed } from './follow-chain.ts';
export { type OuraFeed, ouraFeed } from './oura-feed.ts';
