import { BATTLE_KINDS, BATTLE_OUTCOMES } from '@pooltool/domain';
import { readPoolBattles } from '@pooltool/store/battles';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { csvOf } from '../conventions/csv.ts';
import { cursorAt } from '../conventions/cursor.ts';
import { ofOneMoment } from '../conventions/one-moment.ts';
import { pageOf } from '../conventions/page.ts';
import { placeCursor, placeIn } from '../conventions/place-cursor.ts';
import { poolIdInvalid } from '../errors.ts';
import { cursorParameter, limitParameter, nextSchema } from '../parameters/page-parameters.ts';
import { poolFrom, poolParameter } from '../parameters/pool-parameter.ts';
import { oneOf, poolSchema } from './block-schemas.ts';
import {
  BATTLE_COLUMNS,
  BATTLE_EXAMPLE,
  battleJson,
  battleLines,
  battleSchema,
  foughtBattles,
} from './pool-battle-representation.ts';

const LIST = 'pool-battles';
const USUAL = 50;
const MOST = 500;

export const poolBattlesRoute = ({ pool }: Pick<ApiParts, 'pool'>) =>
  apiRoute({
    path: '/v1/pools/:pool/battles',
    operationId: 'listPoolBattles',
    tag: 'battles',
    summary: 'Battles of a pool with its rivals, newest first',
    description:
      'One entry for each of its blocks that another block contested: at its height, or in its slot at another height. `outcome` is that ' +
      'against other pools, `open` until the height is settled from the chain; where the pool only met itself (a double producer, a re-mint) ' +
      'it is null, and `chained` says which block stands.',
    params: Type.Object({ pool: poolParameter }),
    query: Type.Object(
      {
        outcome: Type.Optional(oneOf(BATTLE_OUTCOMES, 'Only those that ended so; absent: all.')),
        kind: Type.Optional(oneOf(BATTLE_KINDS, 'Only those that were of this kind, beside others; absent: all.')),
        limit: limitParameter({ usual: USUAL, most: MOST }),
        cursor: cursorParameter,
      },
      { additionalProperties: false },
    ),
    answers: {
      'application/json': {
        schema: Type.Object({ pool: poolSchema, battles: Type.Array(battleSchema), next: nextSchema }),
        example: {
          pool: BATTLE_EXAMPLE.pool,
          battles: [BATTLE_EXAMPLE],
          next: cursorAt(LIST, [BATTLE_EXAMPLE.height, BATTLE_EXAMPLE.hash]),
        },
      },
      'text/csv': {
        description: 'One row a battle and rival. The next page is in the Link header.',
        example: `${BATTLE_COLUMNS.map(([name]) => name).join(',')}\r\n12345678,5c7f…,134567890,645,won,…\r\n`,
      },
    },
    errors: [poolIdInvalid],
    cost: 3,
    answer: async ({ params, query: { outcome, kind, limit = USUAL, cursor } }) => {
      const asked = poolFrom(params.pool);
      const after = cursor === undefined ? undefined : placeIn(LIST, cursor);
      const { page, nextCursor } = await ofOneMoment(pool, async (tx) => {
        const found = await readPoolBattles(tx, asked, { outcome, kind, after, limit: limit + 1 });
        const { page, nextCursor } = pageOf(found, { limit, cursorOf: placeCursor(LIST) });
        return { page: await foughtBattles(tx, page), nextCursor };
      });
      return {
        freshness: 'moving',
        json: () => ({ pool: asked, battles: page.map(battleJson), next: nextCursor }),
        csv: () => csvOf(BATTLE_COLUMNS, page.flatMap(battleLines)),
        nextCursor,
      };
    },
  });
