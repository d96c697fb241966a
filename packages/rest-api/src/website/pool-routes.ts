import { epoch } from '@pooltool/domain';
import { readLiveGeneration } from '@pooltool/store';
import { milestonesFor } from '@pooltool/store/documents';
import { awardKey, awardRecord, poolBlocks } from '@pooltool/store/website';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { ofOneMoment } from '../conventions/one-moment.ts';
import { poolIdInvalid, poolUnknown } from '../errors.ts';
import { epochParameter } from '../parameters/epoch-parameter.ts';
import { poolParameter } from '../parameters/pool-parameter.ts';
import { historiesTogether } from './histories-together.ts';
import { poolsTogether } from './pools-together.ts';
import { AWARDS_EXAMPLE, awardsSchema } from './shapes/awards.ts';
import { poolShape } from './shapes/pool.ts';
import { POOL_BLOCKS_EXAMPLE, poolBlocksSchema, poolBlocksShape } from './shapes/pool-blocks.ts';
import { POOL_HISTORY_EXAMPLE, poolHistorySchema, poolHistoryShape } from './shapes/pool-history.ts';
import { POOL_PAGE_EXAMPLE, poolPageSchema, poolStatsShape } from './shapes/pool-page.ts';
import { ANY_QUERY, WEBSITE } from './website-facts.ts';
import { awardsOf, noSuchPool, websitePool } from './website-pool.ts';

type Parts = Pick<ApiParts, 'pool' | 'network'>;

const OF_A_POOL = { ...WEBSITE, errors: [poolIdInvalid, poolUnknown] };
const POOL = Type.Object({ pool: poolParameter });

/** What the page of one pool asks. Of a pool that is none, all but the first answer with nothing. */
export const poolRoutes = (parts: Parts) => [
  pageRoute(parts),
  historyRoute(parts),
  blocksRoute(parts),
  awardsRoute(parts),
];

function pageRoute({ pool: db, network }: Parts) {
  const listed = poolsTogether(db, async (tx) => (await readLiveGeneration(tx))?.figures.saturation ?? null);
  return apiRoute({
    ...OF_A_POOL,
    path: '/api/pool/:pool',
    operationId: 'websitePool',
    summary: 'One pool, for the website',
    description: 'Also of a pool that is retired.',
    params: POOL,
    query: ANY_QUERY,
    answers: { 'application/json': { schema: poolPageSchema, example: POOL_PAGE_EXAMPLE } },
    answer: async ({ params }) => {
      const asked = websitePool(params.pool);
      const drawn = await listed(asked);
      if (drawn === undefined) throw noSuchPool(asked);
      const { found, beside: saturation } = drawn;
      return {
        freshness: 'moving',
        json: () => ({ pool: poolShape(found, { network, saturation }), pool_stats: poolStatsShape(found.facts) }),
      };
    },
  });
}

/** Thirteen years. */
const MOST_EPOCHS = 1_000;

function historyRoute({ pool: db, network }: Parts) {
  const history = historiesTogether(db);
  return apiRoute({
    ...OF_A_POOL,
    path: '/api/pool/:pool/history',
    operationId: 'websitePoolHistory',
    summary: 'Epoch by epoch what a pool was, for the website',
    description:
      'The newest epochs up to the present one; of a pool that is gone since before those, the newest that it had.',
    params: POOL,
    query: Type.Object({
      limit: Type.Integer({ description: 'How many epochs.', minimum: 1, maximum: MOST_EPOCHS, default: 30 }),
    }),
    answers: { 'application/json': { schema: poolHistorySchema, example: POOL_HISTORY_EXAMPLE } },
    answer: async ({ params, query }) => {
      const found = await history({ pool: websitePool(params.pool), limit: query.limit });
      return { freshness: 'moving', json: () => poolHistoryShape(found, network) };
    },
  });
}

const blocksRoute = ({ pool: db, network }: Parts) =>
  apiRoute({
    ...OF_A_POOL,
    path: '/api/pool/:pool/blocks/:epoch',
    operationId: 'websitePoolBlocks',
    summary: "A pool's blocks of one epoch, and those it lost, for the website",
    description:
      'A list of blocks. Of a pool that lost some in this epoch a map by height instead, with `deleted_blocks`: two pages of the website ask here for different things.',
    params: Type.Object({ pool: poolParameter, epoch: epochParameter('The epoch.') }),
    query: ANY_QUERY,
    answers: { 'application/json': { schema: poolBlocksSchema, example: POOL_BLOCKS_EXAMPLE } },
    answer: async ({ params }) => {
      const asked = { pool: websitePool(params.pool), epoch: epoch(params.epoch) };
      const found = await ofOneMoment(db, (tx) => poolBlocks(tx, asked));
      return { freshness: 'moving', json: () => poolBlocksShape(found, network) };
    },
  });

const awardsRoute = ({ pool: db, network }: Parts) =>
  apiRoute({
    ...OF_A_POOL,
    path: '/api/pool/:pool/awards',
    operationId: 'websitePoolAwards',
    summary: 'What a pool was awarded for its blocks, for the website',
    description: 'For its first block, its tenth, hundredth, thousandth and ten thousandth.',
    params: POOL,
    query: ANY_QUERY,
    answers: { 'application/json': { schema: awardsSchema, example: AWARDS_EXAMPLE } },
    answer: async ({ params }) => {
      const reached = await milestonesFor(db, awardsOf(websitePool(params.pool)));
      const cardano = Object.fromEntries(reached.map((one) => [awardKey(one.blocks), awardRecord(one, network)]));
      return { freshness: 'moving', json: () => ({ cardano, itn: {} }) };
    },
  });
