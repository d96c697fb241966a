import { epoch, PROPAGATION_HISTOGRAM, PROPAGATION_SIDES, type PropagationSide } from '@pooltool/domain';
import { newestPropagation, type ShownPropagation } from '@pooltool/store/documents';
import { propagationOfEpoch } from '@pooltool/store/tips';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { type Cell, csvOf } from '../conventions/csv.ts';
import { poolIdInvalid, propagationNotCounted } from '../errors.ts';
import { epochParameter } from '../parameters/epoch-parameter.ts';
import { poolFrom, poolParameter } from '../parameters/pool-parameter.ts';
import { millis, orNull, poolSchema } from './block-schemas.ts';

const { fromMs, toMs, bins } = PROPAGATION_HISTOGRAM;

const EXAMPLE = {
  epoch: 645,
  datapoints: 3,
  outliers: 0,
  averageMs: 480.33,
  medianMs: 412,
  uniquePools: 3,
  counts: Array.from({ length: bins }, (_, bin) => ([53, 54, 56].includes(bin) ? 1 : 0)),
};

export const poolPropagationRoute = ({ pool }: Pick<ApiParts, 'pool'>) =>
  apiRoute({
    path: '/v1/pools/:pool/propagation',
    operationId: 'getPoolPropagation',
    tag: 'propagation',
    summary: "How fast a pool's blocks travelled in an epoch, and others' to it",
    description:
      "As producer: its blocks on the chain, as other pools heard of them. As receiver: others' blocks, as it heard of them. One delay " +
      'for each block and pool: of several nodes the one whose report reached us first. An epoch is counted when it is over and its blocks ' +
      'stand. Without `epoch` the newest one that there is of each side; a side without any is null.',
    params: Type.Object({ pool: poolParameter }),
    query: Type.Object(
      { epoch: Type.Optional(epochParameter('The epoch; absent: the newest one of each side.')) },
      { additionalProperties: false },
    ),
    answers: {
      'application/json': {
        schema: Type.Object({
          pool: poolSchema,
          producer: orNull(sideSchema(), "The pool's blocks."),
          receiver: orNull(sideSchema(), "Others' blocks."),
        }),
        example: { pool: '0'.repeat(56), producer: EXAMPLE, receiver: null },
      },
      'text/csv': {
        description: 'One row a side; the counts in one cell, a space between two.',
        example: `side,epoch,datapoints,outliers,average_ms,median_ms,unique_pools,counts\r\nproducer,645,3,0,480.33,412,3,${EXAMPLE.counts.join(' ')}\r\n`,
      },
    },
    errors: [poolIdInvalid, propagationNotCounted],
    answer: async ({ params, query }) => {
      const asked = poolFrom(params.pool);
      const sides =
        query.epoch === undefined
          ? (await newestPropagation(pool, [asked])).get(asked)
          : await propagationOfEpoch(pool, asked, epoch(query.epoch));
      if (sides === null) {
        throw propagationNotCounted({ message: `the propagation of epoch ${query.epoch} is not counted` });
      }
      const lines = PROPAGATION_SIDES.flatMap((side) => {
        const shown = sides?.[side];
        return shown === undefined ? [] : [{ side, shown }];
      });
      return {
        freshness: query.epoch === undefined ? 'moving' : 'settled',
        json: () => ({ pool: asked, producer: sides?.producer ?? null, receiver: sides?.receiver ?? null }),
        csv: () => csvOf(COLUMNS, lines),
      };
    },
  });

function sideSchema() {
  return Type.Object({
    epoch: Type.Integer(),
    datapoints: Type.Integer({ description: `Delays within ${fromMs} to ${toMs} ms.` }),
    outliers: Type.Integer({ description: 'Delays beyond; they are in no other figure.' }),
    averageMs: Type.Number({ description: '0 without datapoints' }),
    medianMs: millis('null without datapoints'),
    uniquePools: Type.Integer({ description: 'On the other side of those delays.' }),
    counts: Type.Array(Type.Integer(), {
      description: `Delays in ${bins} bins of ${(toMs - fromMs) / bins} ms from ${fromMs} ms on; the last one includes ${toMs} ms.`,
      minItems: bins,
      maxItems: bins,
    }),
  });
}

interface Line {
  readonly side: PropagationSide;
  readonly shown: ShownPropagation;
}

const COLUMNS: readonly (readonly [string, (line: Line) => Cell])[] = [
  ['side', ({ side }) => side],
  ['epoch', ({ shown }) => shown.epoch],
  ['datapoints', ({ shown }) => shown.datapoints],
  ['outliers', ({ shown }) => shown.outliers],
  ['average_ms', ({ shown }) => shown.averageMs],
  ['median_ms', ({ shown }) => shown.medianMs],
  ['unique_pools', ({ shown }) => shown.uniquePools],
  ['counts', ({ shown }) => shown.counts.join(' ')],
];
