import type { Network } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { Pool } from '@pooltool/shared-utils/pg';
import { readLiveGeneration } from '@pooltool/store';
import { everyPool, listedPools, poolListVersion } from '@pooltool/store/website';
import { keepBody } from '../conventions/kept-body.ts';
import { ofOneMoment } from '../conventions/one-moment.ts';
import { poolShape } from './shapes/pool.ts';
import { shortPoolShape } from './shapes/short-pool.ts';

/** A change is seen after this at the latest. */
export const LOOK_EVERY_MS = 1_000;
/** For what the version does not tell of. */
const OLDEST_MS = 60_000;

/** All at once would keep everybody who asks for something else waiting for a tenth of a second. */
const READ_AT_ONCE = 250;

/** Every pool there is or was, made once for all who ask and all who listen. */
export interface PoolList {
  /** JSON: an array of pools as the website reads them */
  body(): Promise<Buffer>;
  /** The same, and what pages that show it are told of each pool. */
  drawn(): Promise<{ readonly body: Buffer; readonly short: readonly JsonObject[] }>;
}

export function keepPoolList({
  pool,
  network,
  clock,
}: {
  readonly pool: Pool;
  readonly network: Network;
  readonly clock: Pick<Clock, 'now'>;
}): PoolList {
  let short: readonly JsonObject[] = [];
  const body = keepBody({
    clock,
    version: () => poolListVersion(pool),
    make: async () => {
      const pools = await ofOneMoment(pool, async (tx) => {
        const saturation = (await readLiveGeneration(tx))?.figures.saturation ?? null;
        const ids = (await everyPool(tx)).sort();
        const shapes: ReturnType<typeof poolShape>[] = [];
        for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
          const listed = await listedPools(tx, ids.slice(from, from + READ_AT_ONCE));
          shapes.push(...listed.map((one) => poolShape(one, { network, saturation })));
        }
        return shapes;
      });
      short = pools.map(shortPoolShape);
      return pools;
    },
    lookEveryMs: LOOK_EVERY_MS,
    oldestMs: OLDEST_MS,
  });
  // Who is told of changes is not told twice: the one before would be the last that he hears of.
  return { body: () => body(), drawn: async () => ({ body: await body({ patient: true }), short }) };
}
