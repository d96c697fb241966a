import { type BattleTrend, readBattleStatistics, readTrends } from '@pooltool/store/battles';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { type Cell, csvOf } from '../conventions/csv.ts';
import { ofOneMoment } from '../conventions/one-moment.ts';
import { makerSchema, millis, orNull } from './block-schemas.ts';

const COUNTS = {
  battles: Type.Integer({ description: 'Heights that were contested; the sum of the three.' }),
  forks: Type.Integer({ description: 'A pool made two blocks, whoever else was there.' }),
  slotBattles: Type.Integer({ description: 'Only different pools, all in one slot.' }),
  heightBattles: Type.Integer({ description: 'Only different pools, not all in one slot.' }),
};

const COUNTS_EXAMPLE = { battles: 21, forks: 1, slotBattles: 12, heightBattles: 8 };
const TREND_EXAMPLE = {
  epoch: 645,
  battles: 1021,
  forks: 31,
  slotBattles: 580,
  heightBattles: 410,
  delayMs: 430,
  blocks: 21_134,
  transactions: 301_442,
  size: 811_234_567,
};

export const battleStatisticsRoute = ({ pool }: Pick<ApiParts, 'pool'>) =>
  apiRoute({
    path: '/v1/battles/statistics',
    operationId: 'getBattleStatistics',
    tag: 'battles',
    summary: 'How often heights were contested, and who forked',
    description:
      "Only heights that are settled from the chain. Windows end at our tip and not now: six hours of battles, ten days of forks, and the last ten epochs' trends.",
    params: Type.Object({}),
    query: Type.Object({}, { additionalProperties: false }),
    answers: {
      'application/json': {
        schema: Type.Object({
          asOf: orNull(
            Type.Object({ epoch: Type.Integer(), slot: Type.Integer(), height: Type.Integer() }),
            'Our tip; null: there is no chain yet.',
          ),
          sixHours: orNull(Type.Object(COUNTS), 'null: there is no chain yet.'),
          forks: Type.Array(Type.Object({ height: Type.Integer(), epoch: Type.Integer(), pool: makerSchema }), {
            description: 'Of ten days, ascending by height: where a pool made two blocks.',
          }),
          epochs: Type.Array(
            Type.Object({
              epoch: Type.Integer(),
              ...COUNTS,
              delayMs: millis("The median of its blocks' medians; null: nobody reported them."),
              blocks: Type.Integer({ description: 'Of our chain when it was counted.' }),
              transactions: Type.Integer(),
              size: Type.Integer({ description: 'Bytes of all its blocks.' }),
            }),
            { description: 'The last ten that were counted, oldest first; the one in progress about once an hour.' },
          ),
        }),
        example: {
          asOf: { epoch: 645, slot: 134_567_890, height: 12_345_678 },
          sixHours: COUNTS_EXAMPLE,
          forks: [{ height: 12_345_600, epoch: 645, pool: '0'.repeat(56) }],
          epochs: [TREND_EXAMPLE],
        },
      },
      'text/csv': {
        description: 'The epochs, one row each, oldest first.',
        example:
          'epoch,battles,forks,slot_battles,height_battles,delay_ms,blocks,transactions,size\r\n645,1021,31,580,410,430,21134,301442,811234567\r\n',
      },
    },
    errors: [],
    cost: 2,
    answer: async () => {
      const { statistics, trends } = await ofOneMoment(pool, async (tx) => ({
        statistics: await readBattleStatistics(tx),
        trends: await readTrends(tx),
      }));
      return {
        freshness: 'moving',
        json: () => ({
          asOf: statistics?.asOf ?? null,
          sixHours: statistics?.recent ?? null,
          forks: statistics?.forks ?? [],
          epochs: trends,
        }),
        csv: () => csvOf(COLUMNS, trends),
      };
    },
  });

const COLUMNS: readonly (readonly [string, (trend: BattleTrend) => Cell])[] = [
  ['epoch', ({ epoch }) => epoch],
  ['battles', ({ battles }) => battles],
  ['forks', ({ forks }) => forks],
  ['slot_battles', ({ slotBattles }) => slotBattles],
  ['height_battles', ({ heightBattles }) => heightBattles],
  ['delay_ms', ({ delayMs }) => delayMs],
  ['blocks', ({ blocks }) => blocks],
  ['transactions', ({ transactions }) => transactions],
  ['size', ({ size }) => size],
];
