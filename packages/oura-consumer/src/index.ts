export type { FeedMessage } from './feed-message.ts';
export { type ChainFollower, chainFollower } from './follow-chain.ts';
export type { Followed } from './followed.ts';
export { type OuraFeed, ouraFeed } from './oura-feed.ts';
