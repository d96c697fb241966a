import { epoch } from '@pooltool/domain';
import { potLines } from '@pooltool/domain/rewards';
import { explainPot } from '@pooltool/store/explanations';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { tooBusy } from '../errors.ts';
import { epochParameter } from '../parameters/epoch-parameter.ts';
import { EXPLANATION_COST, EXPLANATION_ERRORS, explanationAnswer } from './explanation-answer.ts';
import { POT_EXAMPLE } from './explanation-examples.ts';
import { potExplanation } from './explanation-schemas.ts';

export const potExplanationRoute = ({ pool, inTurn }: Pick<ApiParts, 'pool' | 'inTurn'>) =>
  apiRoute({
    path: '/v1/epochs/:earned/rewards/pot',
    operationId: 'explainRewardPot',
    tag: 'rewards',
    summary: 'Where every lovelace of an epoch’s reward pot went',
    description:
      'How the pot came about, step by step, and what became of it. As text it is what `pooltool rewards pot` prints.',
    params: Type.Object({ earned: epochParameter('The epoch whose blocks earned the rewards.') }),
    query: Type.Object({}, { additionalProperties: false }),
    answers: {
      'application/json': { schema: potExplanation, example: POT_EXAMPLE },
      'text/plain': { description: 'For a person.', example: 'The reward pot\nearned in epoch 645, …\n' },
    },
    errors: [tooBusy, ...EXPLANATION_ERRORS],
    cost: EXPLANATION_COST,
    answer: async ({ params }) => {
      const earned = epoch(params.earned);
      const explained = await inTurn(() => explainPot(pool, earned));
      return explanationAnswer(pool, { earned, explained }, potLines);
    },
  });
