import { type Epoch, type PriceCurrency, spendableEpochOf, valueAt } from '@pooltool/domain';
import type { ExchangeRates } from '@pooltool/store';
import { Type } from 'typebox';
import { lovelaceText, textOf, textOrNull } from '../conventions/amounts.ts';
import type { Cell } from '../conventions/csv.ts';

export interface ListedReward {
  readonly earned: Epoch;
  readonly kind: 'leader' | 'member';
  readonly pool: string;
  readonly amount: bigint;
  readonly status: 'paid' | 'forecast';
  readonly stake: bigint | null;
}

/** A reward with what it was worth when it was paid. */
export interface PricedReward extends ListedReward {
  /** null: it is not paid yet, or nobody told a price of back then */
  readonly price: RewardPrice | null;
}

interface RewardPrice {
  readonly currency: PriceCurrency;
  /** of an ada; decimal text as its source wrote it */
  readonly rate: string;
  /** the moment the price is of */
  readonly pricedAtMs: number;
  readonly paidAtMs: number;
  /** exact */
  readonly value: string;
}

/** At the price that is kept of the epoch it was earned in: the one nearest to its payout. */
export function pricedReward(
  reward: ListedReward,
  currency: PriceCurrency,
  rates: ReadonlyMap<Epoch, ExchangeRates>,
): PricedReward {
  const known = reward.status === 'paid' ? rates.get(reward.earned) : undefined;
  const rate = known?.rates.get(currency);
  if (known === undefined || rate === undefined) return { ...reward, price: null };
  const { pricedAtMs, paidAtMs } = known;
  return { ...reward, price: { currency, rate, pricedAtMs, paidAtMs, value: valueAt(reward.amount, rate) } };
}

const decimal = (description: string) => Type.String({ description, pattern: '^[0-9]+(\\.[0-9]+)?$' });
const moment = (description: string) => Type.String({ description: `${description}, ISO 8601`, format: 'date-time' });

export const rewardSchema = Type.Object({
  earnedEpoch: Type.Integer({ description: 'Whose blocks earned it' }),
  spendableEpoch: Type.Integer({ description: 'At whose beginning it is, or will be, in the account' }),
  kind: Type.Union([Type.Literal('leader'), Type.Literal('member')]),
  pool: Type.String({ pattern: '^[0-9a-f]{56}$' }),
  amount: lovelaceText('The reward'),
  status: Type.Union([Type.Literal('paid'), Type.Literal('forecast')]),
  stake: Type.Union([lovelaceText('Stake'), Type.Null()], {
    description: 'What the account delegated to this pool in the snapshot that earned; null when nothing.',
  }),
  price: Type.Optional(
    Type.Union(
      [
        Type.Object({
          currency: Type.String({ description: 'As asked' }),
          rate: Type.String({ description: 'What one ada cost, as its source wrote it' }),
          pricedAt: moment('The moment the rate is of: the nearest to the payout that its source told'),
          paidAt: moment('When the reward was paid: the start of its spendable epoch'),
          value: decimal('The reward at that rate; exact, nothing is rounded'),
        }),
        Type.Null(),
      ],
      {
        description:
          'Only where `currency` is asked. Null: the reward is not paid yet, or no price of its payout is known.',
      },
    ),
  ),
});

export const REWARD_EXAMPLE = {
  earnedEpoch: 645,
  spendableEpoch: 647,
  kind: 'member',
  pool: '0f292fcaa02b8b2f9b3c8f9fd8e0bb21abedb692a6d5058df3ef2735',
  amount: '34277411',
  status: 'paid',
  stake: '51234567890',
  price: {
    currency: 'eur',
    rate: '0.612',
    pricedAt: '2026-07-20T21:45:00.000Z',
    paidAt: '2026-07-20T21:44:51.000Z',
    value: '20.977775532',
  },
};

export function rewardJson(reward: ListedReward | PricedReward) {
  const { earned, amount, stake, kind, pool, status } = reward;
  return {
    earnedEpoch: earned,
    spendableEpoch: spendableEpochOf(earned),
    kind,
    pool,
    amount: textOf(amount),
    status,
    stake: textOrNull(stake),
    ...('price' in reward ? { price: reward.price === null ? null : priceJson(reward.price) } : {}),
  };
}

const priceJson = ({ currency, rate, pricedAtMs, paidAtMs, value }: RewardPrice) => ({
  currency,
  rate,
  pricedAt: new Date(pricedAtMs).toISOString(),
  paidAt: new Date(paidAtMs).toISOString(),
  value,
});

type Columns<Row> = readonly (readonly [string, (reward: Row) => Cell])[];

export const REWARD_COLUMNS: Columns<ListedReward> = [
  ['earned_epoch', ({ earned }) => earned],
  ['spendable_epoch', ({ earned }) => spendableEpochOf(earned)],
  ['kind', ({ kind }) => kind],
  ['pool', ({ pool }) => pool],
  ['amount', ({ amount }) => amount],
  ['status', ({ status }) => status],
  ['stake', ({ stake }) => stake],
];

/** Behind those, where a currency is asked. */
export const PRICED_COLUMNS: Columns<PricedReward> = [
  ...REWARD_COLUMNS,
  ['currency', ({ price }) => price?.currency],
  ['rate', ({ price }) => price?.rate],
  ['priced_at', ({ price }) => price && new Date(price.pricedAtMs).toISOString()],
  ['paid_at', ({ price }) => price && new Date(price.paidAtMs).toISOString()],
  ['value', ({ price }) => price?.value],
];
