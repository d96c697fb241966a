import { type Height, height, type PoolId, PROPAGATION_SIDES } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { blockReports } from '@pooltool/store/documents';
import { type HeightsWanted, heardBlocks, producedBlocks, readReportsKept } from '@pooltool/store/tips';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { type Answer, apiRoute } from '../api-route.ts';
import { csvOf } from '../conventions/csv.ts';
import { cursorAt, positionOf } from '../conventions/cursor.ts';
import { ofOneMoment } from '../conventions/one-moment.ts';
import { pageOf } from '../conventions/page.ts';
import { poolIdInvalid } from '../errors.ts';
import { cursorHeight, HIGHEST, heightParameter } from '../parameters/block-parameters.ts';
import { cursorParameter, limitParameter, nextSchema } from '../parameters/page-parameters.ts';
import { poolFrom, poolParameter } from '../parameters/pool-parameter.ts';
import { oneOf, orNull, poolSchema } from './block-schemas.ts';
import { summaryOf } from './delay-summary.ts';
import {
  HEARD_COLUMNS,
  HEARD_EXAMPLE,
  heardLines,
  heardSchema,
  PRODUCED_COLUMNS,
  producedSchema,
  type ShownProduced,
} from './pool-delays-representation.ts';

const LIST = { producer: 'produced-delays', receiver: 'heard-delays' } as const;
const USUAL = 20;
const MOST = 250;
/** Of a producer's block some 1,500 reports are read, 2 ms of our core each: a page of theirs is shorter. */
const MOST_PRODUCED = 50;
/** Between two of these others are answered. */
const READ_AT_ONCE = 10;

export const poolDelaysRoute = ({ pool }: Pick<ApiParts, 'pool'>) =>
  apiRoute({
    path: '/v1/pools/:pool/delays',
    operationId: 'listPoolDelays',
    tag: 'propagation',
    summary: "Block by block, how a pool's blocks travelled or how it heard of others'",
    description:
      'Newest block of the chain first. `side=producer`: the blocks that the pool made, each with the median and percentiles of all who ' +
      'reported it. `side=receiver`: every block of the chain, each with the raw delay of each node of the pool, and the median of all nodes ' +
      'beside it; a block that none of its nodes reported has no nodes, and a pool that never reported has an empty list. ' +
      `The list ends where reports are kept from. A page of a producer has at most ${MOST_PRODUCED} blocks.`,
    params: Type.Object({ pool: poolParameter }),
    query: Type.Object(
      {
        side: oneOf(PROPAGATION_SIDES, 'Whose delays: of the blocks it made, or of the blocks it heard of.'),
        from: Type.Optional(heightParameter('The lowest height; absent: as far as reports are kept.')),
        to: Type.Optional(heightParameter('The highest height; absent: our tip.')),
        limit: limitParameter({ usual: USUAL, most: MOST }),
        cursor: cursorParameter,
      },
      { additionalProperties: false },
    ),
    answers: {
      'application/json': {
        schema: Type.Object({
          pool: poolSchema,
          side: oneOf(PROPAGATION_SIDES, 'As asked.'),
          keptFromEpoch: orNull(Type.Integer(), 'Reports of older epochs are dropped; null: all are kept.'),
          blocks: Type.Union([Type.Array(producedSchema()), Type.Array(heardSchema())], { description: 'By `side`.' }),
          next: nextSchema,
        }),
        example: {
          pool: '1'.repeat(56),
          side: 'receiver',
          keptFromEpoch: 640,
          blocks: [HEARD_EXAMPLE],
          next: cursorAt(LIST.receiver, [HEARD_EXAMPLE.height]),
        },
      },
      'text/csv': {
        description:
          'As producer one row a block; as receiver one row a block and node, and a row without a node for a block that none reported. ' +
          'The next page is in the Link header.',
        example: `${HEARD_COLUMNS.map(([name]) => name).join(',')}\r\n12345678,5c7f…,134567890,645,0000…,430,relay-1,412,498\r\n`,
      },
    },
    errors: [poolIdInvalid],
    cost: 5,
    answer: async ({ params, query: { side, from = 0, to = HIGHEST, limit = USUAL, cursor } }) => {
      const asked = poolFrom(params.pool);
      const most = side === 'producer' ? Math.min(limit, MOST_PRODUCED) : limit;
      const highest = cursor === undefined ? to : Math.min(to, heightIn(LIST[side], cursor) - 1);
      return ofOneMoment(pool, async (tx) => {
        const kept = await readReportsKept(tx);
        const lowest = Math.max(from, kept?.height ?? 0);
        const list = side === 'producer' ? producedList : heardList;
        return list(tx, {
          pool: asked,
          // One that ends below its beginning is empty; heights are never negative.
          heights: lowest > highest ? null : { from: height(lowest), to: height(highest), limit: most + 1 },
          limit: most,
          told: { pool: asked, side, keptFromEpoch: kept?.epoch ?? null },
        });
      });
    },
  });

interface Listed {
  readonly pool: PoolId;
  /** null: none */
  readonly heights: HeightsWanted | null;
  readonly limit: number;
  /** of the answer, beside its blocks */
  readonly told: object;
}

async function producedList(tx: Transaction, { pool, heights, limit, told }: Listed): Promise<Answer> {
  const found = heights === null ? [] : await producedBlocks(tx, pool, heights);
  const { page, nextCursor } = pageOf(found, { limit, cursorOf: cursorOf(LIST.producer) });
  const blocks: ShownProduced[] = [];
  for (let from = 0; from < page.length; from += READ_AT_ONCE) {
    const some = page.slice(from, from + READ_AT_ONCE);
    const reports = await blockReports(tx, some);
    blocks.push(
      ...some.map(({ producer: _, ...block }) => ({ ...block, summary: summaryOf(reports.get(block.hash)) })),
    );
  }
  return {
    freshness: 'moving',
    json: () => ({ ...told, blocks, next: nextCursor }),
    csv: () => csvOf(PRODUCED_COLUMNS, blocks),
    nextCursor,
  };
}

async function heardList(tx: Transaction, { pool, heights, limit, told }: Listed): Promise<Answer> {
  const found = heights === null ? [] : await heardBlocks(tx, pool, heights);
  const { page, nextCursor } = pageOf(found, { limit, cursorOf: cursorOf(LIST.receiver) });
  return {
    freshness: 'moving',
    json: () => ({ ...told, blocks: page, next: nextCursor }),
    csv: () => csvOf(HEARD_COLUMNS, page.flatMap(heardLines)),
    nextCursor,
  };
}

const cursorOf =
  (list: string) =>
  (last: { readonly height: Height }): string =>
    cursorAt(list, [last.height]);

function heightIn(list: string, cursor: string): Height {
  const [last] = positionOf(list, cursor, ['number'] as const);
  return cursorHeight(last);
}
