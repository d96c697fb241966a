import { HASH_OF_NOBODY, subjectOf } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { delegatorLoyalty, liveDelegators, readLivePools } from '@pooltool/store';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';
import { loyaltyRecord } from './loyalty-record.ts';

/** Mainnet's largest pools have some 30,000 delegators. */
const POOLS_AT_ONCE = 20;

/**
 * Who delegates to a pool now with at least one ada, and how faithful each is (clients.md 2, original.md 6.2). A pool
 * without any has a file too: a missing one is an error to clients.
 */
export const liveDelegatorsFile = family({
  kind: 'live_delegators',
  place: 'object-store',
  atOnce: POOLS_AT_ONCE,
  read: subjectOf.pool,
  load: async (db, pools) => {
    const shown = await liveDelegators(db, pools);
    const everybody = [...shown.values()].flat();
    const loyalty = await delegatorLoyalty(
      db,
      everybody.map(({ credential }) => credential),
    );
    return {
      shown,
      live: await readLivePools(db, pools),
      loyaltyOf: new Map(everybody.map((one, index) => [one, loyalty[index] ?? null])),
    };
  },
  draw: (pool, { shown, live, loyaltyOf }) =>
    oneValue(`live_delegators_by_pool/${pool}.json`, {
      delegatorHash: live.get(pool)?.delegatorsHash ?? HASH_OF_NOBODY,
      delegators: (shown.get(pool) ?? []).map((one): JsonObject => {
        const loyalty = loyaltyOf.get(one) ?? null;
        return {
          k: one.credential.hash,
          v: one.stake,
          // Tickers come with the pools' metadata.
          dl: loyalty && loyaltyRecord(loyalty, () => ''),
          ph: '',
          ah: [],
        };
      }),
    }),
});
