import { readLivePools } from '@pooltool/store';
import { oneValue } from '../drawing.ts';
import { family, noSubject } from '../family.ts';

/** Every pool's live stake, lovelace by pool, in one write (original.md 6.2, step 7). */
export const liveStakeColumn = family({
  kind: 'live_stake_column',
  read: noSubject,
  load: (db) => readLivePools(db),
  draw: (_, pools) =>
    oneValue(
      'stake_pool_columns/livestake',
      pools.size === 0 ? null : Object.fromEntries([...pools.values()].map(({ pool, stake }) => [pool, stake])),
    ),
});
