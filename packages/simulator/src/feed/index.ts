export { dropDump } from './drop-dump.ts';
export type { BlockItem, DumpItem, FeedItem } from './feed-item.ts';
export { goOnAfter, OtherChain } from './go-on-after.ts';
export { type OuraFeedOptions, type Refusal, runOuraFeed } from './oura-feed.ts';
export { findRecordedChain, type RecordedChain, recordedItems } from './recorded-chain.ts';
export { inRealTime, simulatedItems } from './simulated-items.ts';
export { type V1Options, v1EventsOf } from './v1/v1-events.ts';
