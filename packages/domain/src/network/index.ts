export { type Decimal, decimalRatio } from './exact-decimal.ts';
export { type ByronGenesis, networkFromGenesis, type ShelleyGenesis } from './genesis.ts';
export { customNetwork, KNOWN_NETWORKS, mainnet, preprod, preview } from './known-networks.ts';
export type { AddressForm, ByronPart, Network } from './network.ts';
export * from './network-text.ts';
