import { heightShown, poolSyncs } from '@pooltool/store/website';
import { onePart } from '../drawing.ts';
import { family, noSubject } from '../family.ts';

/**
 * Where every pool that ever reported is, each a part of its own: sites listen to all of them, and hear of those that
 * changed (clients.md 1.1).
 */
export const reporterHeights = family({
  kind: 'reporter_heights',
  read: noSubject,
  load: poolSyncs,
  draw: (_, pools) =>
    [...pools].map(([pool, sync]) => onePart(pool, `stake_pool_columns/heights/${pool}`, heightShown(sync))),
});
