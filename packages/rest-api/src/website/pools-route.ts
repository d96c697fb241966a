import { readLiveGeneration } from '@pooltool/store';
import { listedPools, poolListVersion } from '@pooltool/store/website';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { keepBody } from '../conventions/kept-body.ts';
import { ofOneMoment } from '../conventions/one-moment.ts';
import { POOL_EXAMPLE, poolSchema, poolShape } from './shapes/pool.ts';
import { ANY_QUERY, WEBSITE } from './website-facts.ts';

const LOOK_EVERY_MS = 1_000;
/** For what the version does not tell of. */
const OLDEST_MS = 60_000;

/** Every page asks for it every five minutes and after each lost connection: made, tagged and compressed once for all of them. */
export function poolsRoute({ pool, network, clock }: Pick<ApiParts, 'pool' | 'network' | 'clock'>) {
  const list = keepBody({
    clock,
    version: () => poolListVersion(pool),
    make: () =>
      ofOneMoment(pool, async (tx) => {
        const generation = await readLiveGeneration(tx);
        const saturation = generation?.figures.saturation ?? null;
        return (await listedPools(tx)).map((one) => poolShape(one, { network, saturation }));
      }),
    lookEveryMs: LOOK_EVERY_MS,
    oldestMs: OLDEST_MS,
  });
  return apiRoute({
    ...WEBSITE,
    path: '/api/pools',
    operationId: 'websitePools',
    summary: 'Every pool there is or was, for the website',
    description:
      'Also those that are retired, because the page knows of no others. Ask with If-None-Match: most answers are 304.',
    params: Type.Object({}),
    query: ANY_QUERY,
    answers: { 'application/json': { schema: Type.Array(poolSchema), example: [POOL_EXAMPLE] } },
    errors: [],
    answer: async () => {
      const body = await list();
      return { freshness: 'moving', json: () => body };
    },
  });
}
