export * from './award.ts';
export * from './block-notices.ts';
export * from './chain-notice.ts';
export * from './corrections.ts';
export * from './notice-of.ts';
export * from './number-blocks.ts';
export * from './pool-notices.ts';
export * from './reward-notices.ts';
