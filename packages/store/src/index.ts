export * from './chain/network.ts';
export { recordBlocks } from './chain/record-blocks.ts';
export * from './chain/roll-back.ts';
export * from './chain/sync-point.ts';
export * from './documents/marks.ts';
export * from './errors.ts';
export * from './migrate.ts';
export * from './open-store.ts';
export * from './settings.ts';
