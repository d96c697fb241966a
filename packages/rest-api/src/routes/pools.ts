import type { PoolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { everyPool, type ListedPool, listedPools } from '@pooltool/store/website';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { csvOf } from '../conventions/csv.ts';
import { cursorAt, positionOf } from '../conventions/cursor.ts';
import { ofOneMoment } from '../conventions/one-moment.ts';
import { pageOf } from '../conventions/page.ts';
import { cursorInvalid, poolIdInvalid, poolUnknown } from '../errors.ts';
import { cursorParameter, limitParameter, nextSchema } from '../parameters/page-parameters.ts';
import { poolFrom, poolParameter } from '../parameters/pool-parameter.ts';
import { poolsTogether } from '../website/pools-together.ts';
import { isRetired, POOL_COLUMNS, POOL_EXAMPLE, poolJson, poolSchema } from './pool-representation.ts';

const LIST = 'pools';
const USUAL = 100;
const MOST = 1_000;
/** So many are read at once while a filter looks for those of its page. */
const READ_AT_ONCE = 500;

/** A thousand pools are some 0.15 s of a core; of one kind, all there are may have to be read. */
const COST = 5;
const COST_OF_ONE_KIND = 15;

const isOfOneKind = (query: unknown): boolean =>
  typeof query === 'object' && query !== null && Reflect.get(query, 'retired') !== undefined;

type Parts = Pick<ApiParts, 'pool' | 'network'>;

export const poolsRoutes = (parts: Parts) => [listRoute(parts), poolRoute(parts)];

const listRoute = ({ pool: db, network }: Parts) =>
  apiRoute({
    path: '/v1/pools',
    operationId: 'listPools',
    tag: 'pools',
    summary: 'Every pool there is or was, by its id',
    description:
      'Terms, stake, blocks, returns and what it earned. Ascending by the hex of its id, so that a page is the same while pools come.',
    params: Type.Object({}),
    query: Type.Object(
      {
        retired: Type.Optional(
          Type.Boolean({ description: 'true: only those that retired; false: only those that did not; absent: all.' }),
        ),
        limit: limitParameter({ usual: USUAL, most: MOST }),
        cursor: cursorParameter,
      },
      { additionalProperties: false },
    ),
    answers: {
      'application/json': {
        schema: Type.Object({ pools: Type.Array(poolSchema), next: nextSchema }),
        example: { pools: [POOL_EXAMPLE], next: cursorAt(LIST, [POOL_EXAMPLE.pool]) },
      },
      'text/csv': {
        description: `One row a pool; ${MOST} when no limit is given. The next page is in the Link header.`,
        example: `${POOL_COLUMNS.map(([name]) => name).join(',')}\r\n0f29…,pool1pu5…,170000000,1/40,…\r\n`,
      },
    },
    errors: [],
    cost: (query) => (isOfOneKind(query) ? COST_OF_ONE_KIND : COST),
    answer: async ({ query: { retired, limit: asked, cursor }, mediaType }) => {
      const limit = asked ?? (mediaType === 'text/csv' ? MOST : USUAL);
      const after = cursor === undefined ? null : poolBefore(cursor);
      const found = await ofOneMoment(db, (tx) => poolsBehind(tx, { after, retired, most: limit + 1 }));
      const { page, nextCursor } = pageOf(found, { limit, cursorOf: ({ facts }) => cursorAt(LIST, [facts.pool]) });
      const pools = page.map((one) => poolJson(one, network));
      return {
        freshness: 'moving',
        json: () => ({ pools, next: nextCursor }),
        csv: () => csvOf(POOL_COLUMNS, pools),
        nextCursor,
      };
    },
  });

function poolRoute({ pool: db, network }: Parts) {
  const listed = poolsTogether(db, async () => null);
  return apiRoute({
    path: '/v1/pools/:pool',
    operationId: 'getPool',
    tag: 'pools',
    summary: 'One pool: terms, stake, blocks, returns',
    description: 'Also one that is retired, as the list has it.',
    params: Type.Object({ pool: poolParameter }),
    query: Type.Object({}, { additionalProperties: false }),
    answers: { 'application/json': { schema: poolSchema, example: POOL_EXAMPLE } },
    errors: [poolIdInvalid, poolUnknown],
    answer: async ({ params }) => {
      const asked = poolFrom(params.pool);
      const drawn = await listed(asked);
      if (drawn === undefined) throw poolUnknown({ message: `nobody ever heard of a pool ${asked}` });
      return { freshness: 'moving', json: () => poolJson(drawn.found, network) };
    },
  });
}

/** @throws POOLTOOL_CURSOR_INVALID (400) */
function poolBefore(cursor: string): string {
  const [pool] = positionOf(LIST, cursor, ['string'] as const);
  if (!/^[0-9a-f]{56}$/.test(pool)) throw cursorInvalid();
  return pool;
}

interface Wanted {
  readonly after: string | null;
  readonly retired: boolean | undefined;
  readonly most: number;
}

/** The first ones behind a pool that are as wanted. Whether one is retired is known when its certificates are read. */
async function poolsBehind(tx: Queryable, { after, retired, most }: Wanted): Promise<ListedPool[]> {
  const ids: PoolId[] = (await everyPool(tx)).filter((id) => after === null || id > after).sort();
  const found: ListedPool[] = [];
  for (let at = 0; at < ids.length && found.length < most; ) {
    const take = retired === undefined ? most - found.length : READ_AT_ONCE;
    const read = await listedPools(tx, ids.slice(at, at + take));
    found.push(...read.filter((one) => retired === undefined || isRetired(one) === retired));
    at += take;
  }
  return found;
}
