import { epoch, height } from '@pooltool/domain';
import { contestedHeights, heightsAround, orphanNeighbours } from '@pooltool/store/website';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { ofOneMoment } from '../conventions/one-moment.ts';
import { heightParameter } from '../parameters/block-parameters.ts';
import { epochParameter } from '../parameters/epoch-parameter.ts';
import { BLOCKS_EXAMPLE, blocksSchema, contestedShape, neighboursShape } from './shapes/blocks.ts';
import { WEBSITE } from './website-facts.ts';

/** Pages keep five on either side, and drop the lowest that they hear (clients.md 3.1). */
const KEPT = 5;

/** An epoch of mainnet loses hundreds of blocks, and half of all blocks stand around them: some megabytes. */
const COST = 20;
/** Twelve heights, each with what some 1,500 nodes told of it: 20 ms. */
const COST_OF_A_HEIGHT = 4;

const isOfAHeight = (query: unknown): boolean =>
  typeof query === 'object' && query !== null && Reflect.get(query, 'block_height') !== undefined;

/** What stood at some heights, for those who explore. */
export const blocksRoute = ({ pool, network, inTurn }: Pick<ApiParts, 'pool' | 'network' | 'inTurn'>) =>
  apiRoute({
    ...WEBSITE,
    path: '/api/blocks/:epoch',
    operationId: 'websiteBlocks',
    summary: 'What stands and what was lost around a height, for the website',
    description:
      'With `block_height` all candidates of the heights around it, whatever their epoch: the search names the present one always. ' +
      'Without it `blocks` and `deleted_blocks` by height: all orphans of the epoch, and five blocks before and after each.',
    params: Type.Object({ epoch: epochParameter('The epoch.') }),
    query: Type.Object({ block_height: Type.Optional(heightParameter('The height that is looked at.')) }),
    answers: { 'application/json': { schema: blocksSchema, example: BLOCKS_EXAMPLE } },
    errors: [],
    cost: (query) => (isOfAHeight(query) ? COST_OF_A_HEIGHT : COST),
    answer: async ({ params, query }) => {
      if (query.block_height === undefined) {
        const asked = { epoch: epoch(params.epoch), around: KEPT };
        const found = await inTurn(() => ofOneMoment(pool, (tx) => orphanNeighbours(tx, asked)));
        return { freshness: 'moving', json: () => neighboursShape(found, network) };
      }
      const heights = heightsAround(height(query.block_height), { before: KEPT + 1, after: KEPT });
      const found = await ofOneMoment(pool, (tx) => contestedHeights(tx, heights));
      return { freshness: 'moving', json: () => contestedShape(found, network) };
    },
  });
