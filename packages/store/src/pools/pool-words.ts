/** What a pool says of itself, in its metadata and by its relays, as far as anybody has read it. */
export interface PoolWords {
  readonly ticker: string;
  readonly name: string;
  readonly description: string;
  readonly homePage: string;
  /** it proved to be the pool of this ticker of the incentivised testnet */
  readonly itnVerified: boolean;
  /** s since 1970; null: nobody ever fetched its metadata */
  readonly fetchedAtSeconds: number | null;
  /** why its metadata says nothing; '' when it does */
  readonly fault: string;
  readonly onlineRelays: number;
  readonly offlineRelays: number;
}

/**
 * Of every pool, until metadata is fetched and relays are asked: then `poolsForDocuments` reads them, and whoever shows a pool
 * that he does not read (by this name) asks for them. Clients want texts and numbers where nothing is known.
 */
export const NO_WORDS: PoolWords = {
  ticker: '',
  name: '',
  description: '',
  homePage: '',
  itnVerified: false,
  fetchedAtSeconds: null,
  fault: '',
  onlineRelays: 0,
  offlineRelays: 0,
};

/** How blocks name their makers. */
export const leaderWords = ({ name, ticker }: Pick<PoolWords, 'name' | 'ticker'>) => ({
  leaderPoolName: name,
  leaderPoolTicker: ticker,
});
