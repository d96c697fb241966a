/** How long an answer holds. */
export type Freshness =
  /** it changes only when an epoch is paid anew */
  | 'settled'
  /** it changes with blocks and runs: ask each time, by its ETag */
  | 'moving'
  /** it changes when we are upgraded */
  | 'release';

const CACHE_CONTROL: Readonly<Record<Freshness, string>> = {
  settled: 'public, max-age=300, stale-while-revalidate=3600',
  moving: 'public, no-cache',
  release: 'public, max-age=3600',
};

export const cacheControl = (freshness: Freshness): string => CACHE_CONTROL[freshness];
