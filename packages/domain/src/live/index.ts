export * from './delegators-hash.ts';
export * from './ecosystem.ts';
export * from './ecosystem-section.ts';
export * from './live-delegators.ts';
export * from './live-ledger.ts';
export * from './live-stake-arrival.ts';
export * from './pool-ranking.ts';
export * from './ranking.ts';
