import { epoch } from '@pooltool/domain';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { readKnownEpochs } from '@pooltool/store/api';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { csvOf } from '../conventions/csv.ts';
import { cursorAt, positionOf } from '../conventions/cursor.ts';
import { cursorInvalid } from '../errors.ts';
import { cursorParameter, limitParameter, nextSchema } from '../parameters/page-parameters.ts';
import { EPOCH_COLUMNS, EPOCH_EXAMPLE, epochJson, epochSchema } from './epoch-representation.ts';

const LIST = 'epochs';
const USUAL = 50;
const MOST = 1_000;

export const epochsRoute = ({ pool, network }: Pick<ApiParts, 'pool' | 'network'>) =>
  apiRoute({
    path: '/v1/epochs',
    operationId: 'listEpochs',
    tag: 'epochs',
    summary: 'Epochs that something is known of, newest first',
    description:
      'Blocks and fees as we followed them and as the ledger counted them, pots, parameters, the stake that earned, and how far its rewards are.',
    params: Type.Object({}),
    query: Type.Object(
      { limit: limitParameter({ usual: USUAL, most: MOST }), cursor: cursorParameter },
      { additionalProperties: false },
    ),
    answers: {
      'application/json': {
        schema: Type.Object({ epochs: Type.Array(epochSchema), next: nextSchema }),
        example: { epochs: [EPOCH_EXAMPLE], next: cursorAt(LIST, [645]) },
      },
      'text/csv': {
        description: 'One row an epoch; the next page is in the Link header.',
        example: `${EPOCH_COLUMNS.map(([name]) => name).join(',')}\r\n645,21134,…\r\n`,
      },
    },
    errors: [],
    answer: async ({ query }) => {
      const limit = query.limit ?? USUAL;
      const before = query.cursor === undefined ? null : epochBefore(query.cursor);
      const found = await knownEpochs(pool, { before, limit: limit + 1 });
      const epochs = found.slice(0, limit);
      const last = found.length > limit ? epochs.at(-1) : undefined;
      const nextCursor = last === undefined ? null : cursorAt(LIST, [last.epoch]);
      return {
        freshness: 'moving',
        json: () => ({ epochs: epochs.map((one) => epochJson(one, network)), next: nextCursor }),
        csv: () => csvOf(EPOCH_COLUMNS, epochs),
        nextCursor,
      };
    },
  });

function epochBefore(cursor: string) {
  const [last] = positionOf(LIST, cursor, ['number'] as const);
  if (last < 0 || last > 2 ** 31 - 1) throw cursorInvalid();
  return epoch(last);
}

/** All of one moment. */
export const knownEpochs = (pool: Pool, page: Parameters<typeof readKnownEpochs>[1]) =>
  inTransaction(pool, (tx) => readKnownEpochs(tx, page), { isolation: 'repeatable read', readOnly: true });
