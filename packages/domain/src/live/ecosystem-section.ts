/** The network's record is written by parts, each drawn from facts of one kind. */
export const ECOSYSTEM_SECTIONS = ['live', 'prices', 'battles', 'protocols', 'network', 'tickers', 'relays'] as const;
export type EcosystemSection = (typeof ECOSYSTEM_SECTIONS)[number];
