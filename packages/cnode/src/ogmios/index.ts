export type * from './answers.ts';
export * from './errors.ts';
export type { CallOptions, ChainSyncOptions, LedgerQueries, NetworkQueries, Ogmios } from './ogmios.ts';
export { type OgmiosOptions, openOgmios } from './open-ogmios.ts';
