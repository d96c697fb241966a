import { epoch } from '@pooltool/domain';
import { activeStakes, epochRules, epochSums } from '@pooltool/store/documents';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { lovelaceNumber } from '../conventions/amounts.ts';
import { epochParameter } from '../parameters/epoch-parameter.ts';
import { EPOCH_EXAMPLE, epochSchema, epochShape } from './shapes/epoch.ts';
import { EPOCH_PARAMS_EXAMPLE, epochParamsSchema, epochParamsShape } from './shapes/epoch-params.ts';
import { ANY_QUERY, WEBSITE } from './website-facts.ts';
import { epochNumber, record } from './wire-types.ts';

type Parts = Pick<ApiParts, 'pool' | 'network'>;

const BY_EPOCH = {
  ...WEBSITE,
  params: Type.Object({ epoch: epochParameter('The epoch.') }),
  query: ANY_QUERY,
  errors: [],
};

/** What pages ask of the epoch as soon as they know which it is; of one that nothing is known of they hear so in numbers. */
export const epochRoutes = (parts: Parts) => [countedRoute(parts), paramsRoute(parts), activeStakeRoute(parts)];

const countedRoute = ({ pool, network }: Parts) =>
  apiRoute({
    ...BY_EPOCH,
    path: '/api/epoch/:epoch',
    operationId: 'websiteEpoch',
    summary: 'What an epoch has been so far, for the website',
    description: 'Counted on our chain; 0 of an epoch without a block of ours.',
    answers: { 'application/json': { schema: epochSchema, example: EPOCH_EXAMPLE } },
    answer: async ({ params }) => {
      const of = epoch(params.epoch);
      const sums = (await epochSums(pool, [of])).get(of);
      return { freshness: 'moving', json: () => epochShape(of, sums, network) };
    },
  });

const paramsRoute = ({ pool }: Parts) =>
  apiRoute({
    ...BY_EPOCH,
    path: '/api/epoch_params/:epoch',
    operationId: 'websiteEpochParams',
    summary: 'The parameters in force in an epoch, for the website',
    description: 'Fractions for display, lovelace. Null while they are not known.',
    answers: { 'application/json': { schema: epochParamsSchema, example: EPOCH_PARAMS_EXAMPLE } },
    answer: async ({ params }) => {
      const of = epoch(params.epoch);
      const rules = (await epochRules(pool, [of])).get(of);
      return { freshness: 'moving', json: () => epochParamsShape(of, rules) };
    },
  });

const activeStakeRoute = ({ pool }: Parts) =>
  apiRoute({
    ...BY_EPOCH,
    path: '/api/active_stake/:epoch',
    operationId: 'websiteActiveStake',
    summary: 'The stake that elects leaders in an epoch, for the website',
    description:
      'Before the snapshot of an epoch to come is here, the live stake stands in for it; 0 where neither is.',
    answers: {
      'application/json': {
        schema: record({ epoch: epochNumber(), total_active_stake: lovelaceNumber('Of all pools') }),
        example: { epoch: 612, total_active_stake: 21_700_000_000_000_000 },
      },
    },
    answer: async ({ params }) => {
      const of = epoch(params.epoch);
      const stake = (await activeStakes(pool, [of])).get(of) ?? 0n;
      return { freshness: 'moving', json: () => ({ epoch: of, total_active_stake: stake }) };
    },
  });
