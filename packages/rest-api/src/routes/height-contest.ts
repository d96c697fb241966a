import { height } from '@pooltool/domain';
import { readContests } from '@pooltool/store/battles';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { csvOf } from '../conventions/csv.ts';
import { contestUnknown } from '../errors.ts';
import { heightParameter } from '../parameters/block-parameters.ts';
import { hashSchema, kindSchema, makerSchema, orNull } from './block-schemas.ts';
import { CANDIDATE_COLUMNS, CANDIDATE_EXAMPLE, candidateSchema, contestJson } from './contest-representation.ts';

export const heightContestRoute = ({ pool }: Pick<ApiParts, 'pool'>) =>
  apiRoute({
    path: '/v1/heights/:height/contest',
    operationId: 'getHeightContest',
    tag: 'battles',
    summary: 'Every block that may stand at a height, with all that was judged of it',
    description:
      'Also those that only somebody says exist (`standing: unconfirmed`), and heights that nobody contests. Until it is settled from ' +
      'the chain, everything may change with the next report; after that only by a roll backward.',
    params: Type.Object({ height: heightParameter('The number of the block in the chain.') }),
    query: Type.Object({}, { additionalProperties: false }),
    answers: {
      'application/json': {
        schema: Type.Object({
          height: Type.Integer(),
          classification: orNull(
            Type.Union([Type.Literal('competitive'), Type.Literal('forker')]),
            'competitive: pools compete. forker: a pool with itself only. null: uncontested.',
          ),
          isSlotBattle: Type.Boolean({ description: 'All that battle share one slot.' }),
          kinds: Type.Array(kindSchema),
          settled: Type.Boolean(),
          candidates: Type.Array(candidateSchema, { description: 'Ascending by slot, then hash.' }),
          hidden: Type.Array(
            Type.Object({ hash: hashSchema, height: Type.Integer(), slot: Type.Integer(), pool: makerSchema }),
            { description: 'At other heights with the same slot: one of the makers missed a parent.' },
          ),
        }),
        example: {
          height: CANDIDATE_EXAMPLE.height,
          classification: 'competitive',
          isSlotBattle: true,
          kinds: ['slot-battle'],
          settled: true,
          candidates: [
            {
              ...CANDIDATE_EXAMPLE,
              parent: 'a'.repeat(64),
              era: 7,
              certificateNumber: 12,
              provable: true,
              lowestLeaderVrf: false,
              lowestBlockVrf: true,
            },
          ],
          hidden: [],
        },
      },
      'text/csv': {
        description: 'One row a candidate.',
        example: `${CANDIDATE_COLUMNS.map(([name]) => name).join(',')}\r\n12345678,5c7f…,134567890,…\r\n`,
      },
    },
    errors: [contestUnknown],
    answer: async ({ params }) => {
      const asked = height(params.height);
      const contest = (await readContests(pool, [asked])).get(asked);
      if (contest === undefined) throw contestUnknown({ message: `nothing was reported or undone at height ${asked}` });
      return {
        freshness: 'moving',
        json: () => contestJson(contest),
        csv: () => csvOf(CANDIDATE_COLUMNS, contest.candidates),
      };
    },
  });
