export type * from './answers.ts';
export * from './errors.ts';
export { type OgmiosOfNetwork, ofNetwork } from './of-network.ts';
export type { Ogmios } from './ogmios.ts';
export { type OgmiosOptions, openOgmios } from './open-ogmios.ts';
