import { credentialText, type Epoch, PRICE_CURRENCIES, type PriceCurrency } from '@pooltool/domain';
import type { Pool } from '@pooltool/shared-utils/pg';
import { type ExchangeRates, exchangeRatesOf } from '@pooltool/store';
import { type RewardHistory, rewardHistory } from '@pooltool/store/archive';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { csvOf } from '../conventions/csv.ts';
import { cursorAt, positionOf } from '../conventions/cursor.ts';
import { accountInvalid } from '../errors.ts';
import { accountFrom, accountParameter } from '../parameters/account-parameter.ts';
import { cursorParameter, limitParameter, nextSchema } from '../parameters/page-parameters.ts';
import {
  type ListedReward,
  PRICED_COLUMNS,
  pricedReward,
  REWARD_COLUMNS,
  REWARD_EXAMPLE,
  rewardJson,
  rewardSchema,
} from './account-reward-representation.ts';
import { oneOf } from './block-schemas.ts';

const LIST = 'account-rewards';
const USUAL = 100;
const MOST = 5_000;
/** An export is whole: some 30 years of one reward an epoch. */
const USUAL_CSV = MOST;

export const accountRewardsRoute = ({ pool, archive, network }: Pick<ApiParts, 'pool' | 'archive' | 'network'>) =>
  apiRoute({
    path: '/v1/accounts/:account/rewards',
    operationId: 'listAccountRewards',
    tag: 'rewards',
    summary: 'What an account earned, newest epoch first',
    description:
      'The whole history, wherever its rows lie by now. A reward is listed when it was paid to the account, or is forecast to be. ' +
      'An account that never earned anything has an empty list.\n\n' +
      'With `currency` each reward has what it was worth when it was paid, the rate, and the moment the rate is of: what a tax form ' +
      'asks. The value is exact; round it as your form says.',
    params: Type.Object({ account: accountParameter }),
    query: Type.Object(
      {
        currency: Type.Optional(
          oneOf(PRICE_CURRENCIES, 'In which money to tell what rewards were worth; absent: in none.'),
        ),
        limit: limitParameter({ usual: USUAL, most: MOST }),
        cursor: cursorParameter,
      },
      { additionalProperties: false },
    ),
    answers: {
      'application/json': {
        schema: Type.Object({
          account: Type.String({
            description: '`key:<hash>` or `script:<hash>`',
            pattern: '^(key|script):[0-9a-f]{56}$',
          }),
          rewards: Type.Array(rewardSchema),
          next: nextSchema,
        }),
        example: {
          account: `key:${'4'.repeat(56)}`,
          rewards: [REWARD_EXAMPLE],
          next: null,
        },
      },
      'text/csv': {
        description: `One row a reward; ${USUAL_CSV} when no limit is given. With \`currency\` five columns more. The next page is in the Link header.`,
        example:
          'earned_epoch,spendable_epoch,kind,pool,amount,status,stake,currency,rate,priced_at,paid_at,value\r\n' +
          '645,647,member,0f29…,34277411,paid,51234567890,eur,0.612,2026-07-20T21:45:00.000Z,2026-07-20T21:44:51.000Z,20.977775532\r\n',
      },
    },
    errors: [accountInvalid],
    cost: 3,
    answer: async ({ params, query, mediaType }) => {
      const credential = accountFrom(params.account, network);
      const limit = query.limit ?? (mediaType === 'text/csv' ? USUAL_CSV : USUAL);
      const after = query.cursor === undefined ? null : positionOf(LIST, query.cursor, SHAPE);
      const all = newestFirst(await rewardHistory({ db: pool, archive }, credential));
      const rest = after === null ? all : all.filter((one) => isBehind(one, after));
      const page = rest.slice(0, limit);
      const last = rest.length > limit ? page.at(-1) : undefined;
      const nextCursor = last === undefined ? null : cursorAt(LIST, keyOf(last));
      const { currency } = query;
      const priced = currency === undefined ? null : await pricedRewards(pool, page, currency);
      return {
        freshness: 'moving',
        json: () => ({
          account: credentialText(credential),
          rewards: (priced ?? page).map(rewardJson),
          next: nextCursor,
        }),
        csv: () => (priced === null ? csvOf(REWARD_COLUMNS, page) : csvOf(PRICED_COLUMNS, priced)),
        nextCursor,
      };
    },
  });

async function pricedRewards(db: Pool, rewards: readonly ListedReward[], currency: PriceCurrency) {
  const known = await exchangeRatesOf(db, [...new Set(rewards.map(({ earned }) => earned))]);
  const rates = new Map<Epoch, ExchangeRates>(known.map((one) => [one.earned, one]));
  return rewards.map((one) => pricedReward(one, currency, rates));
}

const SHAPE = ['number', 'string', 'string'] as const;
type Key = readonly [earned: number, pool: string, kind: string];

const keyOf = ({ earned, pool, kind }: ListedReward): Key => [earned, pool, kind];

/** Epochs descend; within one, pools and kinds ascend. */
function isBehind(reward: ListedReward, [earned, pool, kind]: Key): boolean {
  if (reward.earned !== earned) return reward.earned < earned;
  return reward.pool === pool ? reward.kind > kind : reward.pool > pool;
}

function newestFirst({ rewards, delegations, epochs }: RewardHistory): ListedReward[] {
  const stakes = new Map(delegations.map(({ epoch, pool, stake }) => [`${epoch}/${pool}`, stake]));
  return rewards
    .map(
      ({ epoch, pool, kind, amount }): ListedReward => ({
        earned: epoch,
        pool,
        kind,
        amount,
        status: epochs.get(epoch) === true ? 'paid' : 'forecast',
        stake: stakes.get(`${epoch}/${pool}`) ?? null,
      }),
    )
    .sort((a, b) => (isBehind(a, keyOf(b)) ? 1 : -1));
}
