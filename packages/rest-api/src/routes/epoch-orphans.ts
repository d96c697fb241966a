import { epoch } from '@pooltool/domain';
import { type EpochOrphan, readEpochOrphans } from '@pooltool/store/battles';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { lovelaceText, textOf, textOrNull } from '../conventions/amounts.ts';
import { type Cell, csvOf } from '../conventions/csv.ts';
import { cursorAt } from '../conventions/cursor.ts';
import { pageOf } from '../conventions/page.ts';
import { placeCursor, placeIn } from '../conventions/place-cursor.ts';
import { epochParameter } from '../parameters/epoch-parameter.ts';
import { cursorParameter, limitParameter, nextSchema } from '../parameters/page-parameters.ts';
import { hashSchema, kindSchema, makerSchema, oneOf, orNull } from './block-schemas.ts';

const LIST = 'epoch-orphans';
const USUAL = 100;
const MOST = 1_000;

const EXAMPLE = {
  height: 12_345_678,
  hash: 'b'.repeat(64),
  slot: 134_567_890,
  pool: '1'.repeat(56),
  standing: 'confirmed',
  kinds: ['slot-battle'],
  by: { hash: '5c7f4b2e2a1d3f60718293a4b5c6d7e8f90123456789abcdef0123456789abcd', pool: '0'.repeat(56) },
  body: { transactions: 12, fees: '2345678', output: '34000000000000', size: 20_480 },
};

export const epochOrphansRoute = ({ pool }: Pick<ApiParts, 'pool'>) =>
  apiRoute({
    path: '/v1/epochs/:epoch/orphans',
    operationId: 'listEpochOrphans',
    tag: 'battles',
    summary: 'Blocks of an epoch that are on no chain, newest first',
    description:
      'Settled from the chain, each with the block that stands in its place. What was in it is known where our node had it before it was ' +
      'undone; of the others reports tell only that they were. Blocks that only somebody says exist are not among them. An epoch without any has an empty list.',
    params: Type.Object({ epoch: epochParameter('The epoch of their slots.') }),
    query: Type.Object(
      { limit: limitParameter({ usual: USUAL, most: MOST }), cursor: cursorParameter },
      { additionalProperties: false },
    ),
    answers: {
      'application/json': {
        schema: Type.Object({ epoch: Type.Integer(), orphans: Type.Array(orphanSchema()), next: nextSchema }),
        example: { epoch: 645, orphans: [EXAMPLE], next: cursorAt(LIST, [EXAMPLE.height, EXAMPLE.hash]) },
      },
      'text/csv': {
        description: 'One row an orphan. The next page is in the Link header.',
        example:
          'height,hash,slot,pool,standing,kinds,by_hash,by_pool,transactions,fees,output,size\r\n12345678,bbbb…,134567890,1111…,confirmed,slot-battle,5c7f…,0000…,12,2345678,…\r\n',
      },
    },
    errors: [],
    cost: 2,
    answer: async ({ params, query: { limit = USUAL, cursor } }) => {
      const asked = epoch(params.epoch);
      const after = cursor === undefined ? undefined : placeIn(LIST, cursor);
      const found = await readEpochOrphans(pool, asked, { after, limit: limit + 1 });
      const { page, nextCursor } = pageOf(found, { limit, cursorOf: placeCursor(LIST) });
      return {
        freshness: 'moving',
        json: () => ({ epoch: asked, orphans: page.map(orphanJson), next: nextCursor }),
        csv: () => csvOf(COLUMNS, page),
        nextCursor,
      };
    },
  });

function orphanSchema() {
  return Type.Object({
    height: Type.Integer(),
    hash: hashSchema,
    slot: Type.Integer(),
    pool: makerSchema,
    standing: oneOf(['likely', 'confirmed'], 'How sure it is that the block existed.'),
    kinds: Type.Array(kindSchema, { description: 'Of the battles it lost.' }),
    by: orNull(Type.Object({ hash: hashSchema, pool: makerSchema }), 'What stands at its height.'),
    body: orNull(
      Type.Object({
        transactions: Type.Integer(),
        fees: orNull(lovelaceText('Of its transactions'), 'null in Byron'),
        output: lovelaceText('Of its transactions; money that moves on within the block counts again'),
        size: orNull(Type.Integer(), 'Bytes of the whole block; null: not told.'),
      }),
      'null: our node never had it.',
    ),
  });
}

const orphanJson = ({ body, ...orphan }: EpochOrphan) => ({
  ...orphan,
  body: body && { ...body, fees: textOrNull(body.fees), output: textOf(body.output) },
});

const COLUMNS: readonly (readonly [string, (orphan: EpochOrphan) => Cell])[] = [
  ['height', ({ height }) => height],
  ['hash', ({ hash }) => hash],
  ['slot', ({ slot }) => slot],
  ['pool', ({ pool }) => pool],
  ['standing', ({ standing }) => standing],
  ['kinds', ({ kinds }) => kinds.join(' ')],
  ['by_hash', ({ by }) => by?.hash],
  ['by_pool', ({ by }) => by?.pool],
  ['transactions', ({ body }) => body?.transactions],
  ['fees', ({ body }) => body?.fees],
  ['output', ({ body }) => body?.output],
  ['size', ({ body }) => body?.size],
];
