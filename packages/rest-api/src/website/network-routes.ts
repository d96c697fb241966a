import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { drawForAll } from '../conventions/draw-together.ts';
import { ecosystemDrawing, heights, syncData } from './network-figures.ts';
import { ecosystemExample, ecosystemSchema } from './shapes/ecosystem.ts';
import { SYNC_DATA_EXAMPLE, syncDataSchema } from './shapes/sync-data.ts';
import { ANY_QUERY, WEBSITE } from './website-facts.ts';
import { BY_POOL, count, mapOf } from './wire-types.ts';

type Parts = Pick<ApiParts, 'pool' | 'network'>;

const OF_THE_NETWORK = { ...WEBSITE, params: Type.Object({}), query: ANY_QUERY, errors: [] };

/** What every page asks when it is loaded. */
export const networkRoutes = (parts: Parts) => [ecosystemRoute(parts), syncDataRoute(parts), heightsRoute(parts)];

function ecosystemRoute({ pool, network }: Parts) {
  const drawn = drawForAll(ecosystemDrawing({ pool, network }));
  return apiRoute({
    ...OF_THE_NETWORK,
    path: '/api/ecosystem',
    operationId: 'websiteEcosystem',
    summary: "The network's figures, for the website",
    description: 'Every field is there from the first second: 0, null or an empty map until something is known.',
    answers: { 'application/json': { schema: ecosystemSchema, example: ecosystemExample(network) } },
    answer: async () => {
      const body = await drawn();
      return { freshness: 'moving', json: () => body };
    },
  });
}

function syncDataRoute({ pool }: Parts) {
  const drawn = drawForAll(() => syncData({ pool }));
  return apiRoute({
    ...OF_THE_NETWORK,
    path: '/api/syncdata',
    operationId: 'websiteSyncData',
    summary: 'How many nodes keep up, for the website',
    description: 'As the newest sample has it; the block is the newest whose propagation lies as a file.',
    answers: { 'application/json': { schema: syncDataSchema, example: SYNC_DATA_EXAMPLE } },
    answer: async () => {
      const body = await drawn();
      return { freshness: 'moving', json: () => body };
    },
  });
}

function heightsRoute({ pool }: Parts) {
  const drawn = drawForAll(() => heights({ pool }));
  return apiRoute({
    ...OF_THE_NETWORK,
    path: '/api/heights',
    operationId: 'websiteHeights',
    summary: 'Where every pool that reports is, for the website',
    description: '1: in sync; a height: behind it or ahead; 0: silent for an hour.',
    answers: {
      'application/json': {
        schema: mapOf(count('1, a height, or 0'), { by: BY_POOL }),
        example: { '0f292fcaa02b8b2f9b3c8f9fd8e0bb21abedb692a6d5058df3ef2735': 1 },
      },
    },
    answer: async () => {
      const body = await drawn();
      return { freshness: 'moving', json: () => body };
    },
  });
}
