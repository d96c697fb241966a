import { namesOn } from '@pooltool/codec';
import { epoch } from '@pooltool/domain';
import { accountLines } from '@pooltool/domain/rewards';
import { explainAccount } from '@pooltool/store/explanations';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { accountInvalid } from '../errors.ts';
import { accountFrom, accountParameter } from '../parameters/account-parameter.ts';
import { epochParameter } from '../parameters/epoch-parameter.ts';
import { EXPLANATION_COST, EXPLANATION_ERRORS, explanationAnswer } from './explanation-answer.ts';
import { ACCOUNT_EXAMPLE } from './explanation-examples.ts';
import { accountExplanation } from './explanation-schemas.ts';

export const accountExplanationRoute = ({ pool, network }: Pick<ApiParts, 'pool' | 'network'>) =>
  apiRoute({
    path: '/v1/accounts/:account/rewards/:earned/explain',
    operationId: 'explainAccountRewards',
    tag: 'rewards',
    summary: 'How what an account earned in an epoch came about',
    description:
      'Every pool share and operator reward of the account. One that earned nothing has an explanation without parts.',
    params: Type.Object({
      account: accountParameter,
      earned: epochParameter('The epoch whose blocks earned the rewards.'),
    }),
    query: Type.Object({}, { additionalProperties: false }),
    answers: {
      'application/json': { schema: accountExplanation, example: ACCOUNT_EXAMPLE },
      'text/plain': { description: 'For a person.', example: 'stake1… (key:4444…)\nearned in epoch 645, …\n' },
    },
    errors: [accountInvalid, ...EXPLANATION_ERRORS],
    cost: EXPLANATION_COST,
    answer: async ({ params }) => {
      const earned = epoch(params.earned);
      const explained = await explainAccount(pool, { earned, credential: accountFrom(params.account, network) });
      const names = namesOn(network.address.networkId === 1 ? 'mainnet' : 'testnet');
      return explanationAnswer(pool, { earned, explained }, (explanation) => accountLines(explanation, { names }));
    },
  });
