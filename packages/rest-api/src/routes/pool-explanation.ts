import { namesOn } from '@pooltool/codec';
import { epoch } from '@pooltool/domain';
import { poolLines } from '@pooltool/domain/rewards';
import { explainPool } from '@pooltool/store/explanations';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { poolIdInvalid, poolUnknown, tooBusy } from '../errors.ts';
import { epochParameter } from '../parameters/epoch-parameter.ts';
import { poolFrom, poolParameter } from '../parameters/pool-parameter.ts';
import { EXPLANATION_COST, EXPLANATION_ERRORS, explanationAnswer } from './explanation-answer.ts';
import { POOL_EXAMPLE } from './explanation-examples.ts';
import { poolExplanation } from './explanation-schemas.ts';

const MEMBERS_SHOWN = 10;

export const poolExplanationRoute = ({ pool, network, inTurn }: Pick<ApiParts, 'pool' | 'network' | 'inTurn'>) =>
  apiRoute({
    path: '/v1/pools/:pool/rewards/:earned/explain',
    operationId: 'explainPoolRewards',
    tag: 'rewards',
    summary: 'How a pool’s rewards of an epoch came about',
    description:
      'The formula with this pool’s numbers, step by step, and every delegator’s reward. Computed anew by the code that computes ' +
      'rewards and held against what is recorded: `differences` is empty, or something is wrong. As text it is what ' +
      '`pooltool rewards explain` prints.',
    params: Type.Object({ pool: poolParameter, earned: epochParameter('The epoch whose blocks earned the rewards.') }),
    query: Type.Object(
      {
        members: Type.Optional(
          Type.Integer({
            description: `How many delegators the text shows, those with the most stake first; ${MEMBERS_SHOWN} when absent. JSON has all.`,
            minimum: 0,
            maximum: 100_000,
            examples: [MEMBERS_SHOWN],
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: {
      'application/json': { schema: poolExplanation, example: POOL_EXAMPLE },
      'text/plain': { description: 'For a person.', example: 'pool1… (0f29…)\nearned in epoch 645, …\n' },
    },
    errors: [poolIdInvalid, poolUnknown, tooBusy, ...EXPLANATION_ERRORS],
    cost: EXPLANATION_COST,
    answer: async ({ params, query }) => {
      const earned = epoch(params.earned);
      const poolId = poolFrom(params.pool);
      const explained = await inTurn(() => explainPool(pool, { earned, poolId }));
      const names = namesOn(network.address.networkId === 1 ? 'mainnet' : 'testnet');
      return explanationAnswer(pool, { earned, explained }, (explanation) =>
        poolLines(explanation, { members: query.members ?? MEMBERS_SHOWN, names }),
      );
    },
  });
