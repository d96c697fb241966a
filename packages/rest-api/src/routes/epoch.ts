import { epoch, epochPlus } from '@pooltool/domain';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { epochUnknown } from '../errors.ts';
import { epochParameter } from '../parameters/epoch-parameter.ts';
import { EPOCH_EXAMPLE, epochJson, epochSchema } from './epoch-representation.ts';
import { knownEpochs } from './epochs.ts';

export const epochRoute = ({ pool, network }: Pick<ApiParts, 'pool' | 'network'>) =>
  apiRoute({
    path: '/v1/epochs/:epoch',
    operationId: 'getEpoch',
    tag: 'epochs',
    summary: 'One epoch, as far as it is known',
    description: 'What is null is not known, or not yet; nothing is guessed.',
    params: Type.Object({ epoch: epochParameter('The epoch.') }),
    query: Type.Object({}, { additionalProperties: false }),
    answers: { 'application/json': { schema: epochSchema, example: EPOCH_EXAMPLE } },
    errors: [epochUnknown],
    answer: async ({ params }) => {
      const asked = epoch(params.epoch);
      const [found] = await knownEpochs(pool, { before: epochPlus(asked, 1), limit: 1 });
      if (found?.epoch !== asked) throw epochUnknown({ message: `nothing is known of epoch ${asked}` });
      return {
        freshness: found.rewards?.status === 'final' ? 'settled' : 'moving',
        json: () => epochJson(found, network),
      };
    },
  });
