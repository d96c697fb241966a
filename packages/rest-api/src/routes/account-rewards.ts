import { credentialText, type Epoch, spendableEpochOf } from '@pooltool/domain';
import { type RewardHistory, rewardHistory } from '@pooltool/store/archive';
import { Type } from 'typebox';
import type { ApiParts } from '../api-parts.ts';
import { apiRoute } from '../api-route.ts';
import { lovelaceText, textOf, textOrNull } from '../conventions/amounts.ts';
import { type Cell, csvOf } from '../conventions/csv.ts';
import { cursorAt, positionOf } from '../conventions/cursor.ts';
import { accountInvalid } from '../errors.ts';
import { accountFrom, accountParameter } from '../parameters/account-parameter.ts';
import { cursorParameter, limitParameter, nextSchema } from '../parameters/page-parameters.ts';

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
      'An account that never earned anything has an empty list.',
    params: Type.Object({ account: accountParameter }),
    query: Type.Object(
      { limit: limitParameter({ usual: USUAL, most: MOST }), cursor: cursorParameter },
      { additionalProperties: false },
    ),
    answers: {
      'application/json': {
        schema: Type.Object({
          account: Type.String({
            description: '`key:<hash>` or `script:<hash>`',
            pattern: '^(key|script):[0-9a-f]{56}$',
          }),
          rewards: Type.Array(rewardSchema()),
          next: nextSchema,
        }),
        example: {
          account: `key:${'4'.repeat(56)}`,
          rewards: [
            {
              earnedEpoch: 645,
              spendableEpoch: 647,
              kind: 'member',
              pool: '0f292fcaa02b8b2f9b3c8f9fd8e0bb21abedb692a6d5058df3ef2735',
              amount: '34277411',
              status: 'paid',
              stake: '51234567890',
            },
          ],
          next: null,
        },
      },
      'text/csv': {
        description: `One row a reward; ${USUAL_CSV} when no limit is given. The next page is in the Link header.`,
        example:
          'earned_epoch,spendable_epoch,kind,pool,amount,status,stake\r\n645,647,member,0f29…,34277411,paid,51234567890\r\n',
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
      return {
        freshness: 'moving',
        json: () => ({ account: credentialText(credential), rewards: page.map(rewardJson), next: nextCursor }),
        csv: () => csvOf(COLUMNS, page),
        nextCursor,
      };
    },
  });

function rewardSchema() {
  return Type.Object({
    earnedEpoch: Type.Integer({ description: 'Whose blocks earned it' }),
    spendableEpoch: Type.Integer({ description: 'At whose beginning it is, or will be, in the account' }),
    kind: Type.Union([Type.Literal('leader'), Type.Literal('member')]),
    pool: Type.String({ pattern: '^[0-9a-f]{56}$' }),
    amount: lovelaceText('The reward'),
    status: Type.Union([Type.Literal('paid'), Type.Literal('forecast')]),
    stake: Type.Union([lovelaceText('Stake'), Type.Null()], {
      description: 'What the account delegated to this pool in the snapshot that earned; null when nothing.',
    }),
  });
}

interface ListedReward {
  readonly earned: Epoch;
  readonly kind: 'leader' | 'member';
  readonly pool: string;
  readonly amount: bigint;
  readonly status: 'paid' | 'forecast';
  readonly stake: bigint | null;
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

const rewardJson = ({ earned, amount, stake, kind, pool, status }: ListedReward) => ({
  earnedEpoch: earned,
  spendableEpoch: spendableEpochOf(earned),
  kind,
  pool,
  amount: textOf(amount),
  status,
  stake: textOrNull(stake),
});

const COLUMNS: readonly (readonly [string, (reward: ListedReward) => Cell])[] = [
  ['earned_epoch', ({ earned }) => earned],
  ['spendable_epoch', ({ earned }) => spendableEpochOf(earned)],
  ['kind', ({ kind }) => kind],
  ['pool', ({ pool }) => pool],
  ['amount', ({ amount }) => amount],
  ['status', ({ status }) => status],
  ['stake', ({ stake }) => stake],
];
