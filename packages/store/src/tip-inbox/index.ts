export * from './feed-cursors.ts';
export * from './put-tip-batches.ts';
export * from './take-tip-batches.ts';
