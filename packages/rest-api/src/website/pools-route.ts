import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { keepPoolList } from './pool-list.ts';
import { POOL_EXAMPLE, poolSchema } from './shapes/pool.ts';
import { ANY_QUERY, WEBSITE } from './website-facts.ts';

/** Every page asks for it every five minutes and after each lost connection: made, tagged and compressed once for all of them. */
export function poolsRoute({ poolList, ...parts }: Pick<ApiParts, 'pool' | 'network' | 'clock' | 'poolList'>) {
  const list = poolList ?? keepPoolList(parts);
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
      const body = await list.body();
      return { freshness: 'moving', json: () => body };
    },
  });
}
