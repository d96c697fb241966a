import type { PoolId } from '@pooltool/domain';
import type { Pool, Queryable } from '@pooltool/shared-utils/pg';
import { type ListedPool, listedPools } from '@pooltool/store/website';
import { type DrawOne, drawTogether } from '../conventions/draw-together.ts';
import { ofOneMoment } from '../conventions/one-moment.ts';

/** Drawings under way at once, each on a connection of its own. */
const DRAWINGS = 2;
/** A drawing of so many takes some ten milliseconds. */
const MOST_DRAWN = 50;

/** Whoever asks for a pool, drawn with all who ask at the same time. @param beside what is read in the same moment, once for all of them */
export const poolsTogether = <Beside>(
  db: Pool,
  beside: (tx: Queryable) => Promise<Beside>,
): DrawOne<PoolId, { readonly found: ListedPool; readonly beside: Beside }> =>
  drawTogether({
    atOnce: DRAWINGS,
    most: MOST_DRAWN,
    draw: (asked: readonly PoolId[]) =>
      ofOneMoment(db, async (tx) => {
        const pools = await listedPools(tx, asked);
        const read = await beside(tx);
        return new Map(pools.map((found) => [found.facts.pool, { found, beside: read }]));
      }),
  });
