import { epochsPerYear, type Network, poolStandingAt, ratioText } from '@pooltool/domain';
import { epochRos } from '@pooltool/domain/rewards';
import { encodePoolId } from '@pooltool/shared-utils/crypto';
import { type ListedPool, presentEpochOf } from '@pooltool/store/website';
import { Type } from 'typebox';
import { lovelaceText, textOf, textOrNull } from '../conventions/amounts.ts';
import type { Cell } from '../conventions/csv.ts';
import { orNull, poolSchema as poolHex } from './block-schemas.ts';

const epochNumber = (description: string) => Type.Integer({ description, minimum: 0 });
const count = (description: string) => Type.Integer({ description, minimum: 0 });
const hex = (bytes: number) => Type.String({ pattern: `^[0-9a-f]{${2 * bytes}}$` });
const yearly = (of: string) => Type.Number({ description: `${of}, a year, as a fraction: 0.0231 is 2.31 %` });

const termsSchema = Type.Object({
  cost: lovelaceText('Fixed cost of an epoch'),
  margin: Type.String({ description: 'exact, "n/d"', pattern: '^[0-9]+/[0-9]+$' }),
  pledge: lovelaceText('Promised'),
  rewardAccount: hex(28),
  owners: Type.Array(hex(28)),
  metadata: orNull(Type.Object({ url: Type.String(), hash: hex(32) }), 'Where its description lies; null: nowhere.'),
});

export const poolSchema = Type.Object({
  pool: poolHex,
  bech32: Type.String({ pattern: '^pool1[02-9ac-hj-np-z]+$' }),
  terms: orNull(termsSchema, 'In force; of a retired pool the last ones. Null: nobody ever said them.'),
  pending: orNull(
    Type.Object({ effectiveEpoch: epochNumber('When they begin to hold'), terms: termsSchema }),
    'Said already and not in force yet; null: nothing.',
  ),
  retiring: orNull(epochNumber('At whose beginning it goes'), 'null: it has not said so.'),
  retiredSince: orNull(epochNumber('The first without it'), 'null: it has not retired.'),
  firstEpoch: orNull(epochNumber('The first in which it could make blocks'), 'null: not known.'),
  liveStake: orNull(lovelaceText('Now'), 'null while it is not known.'),
  ownerStake: orNull(lovelaceText('Of its owners, now: the pledge is met when it is as much'), 'null: not known.'),
  activeStake: lovelaceText('In the snapshot that elects the present epoch’s leaders'),
  delegators: orNull(count('Now'), 'null while live stake is not known.'),
  rank: orNull(count('1 is the first'), 'As the node ranks pools; null: it does not.'),
  blocks: Type.Object({
    life: count('In its life'),
    newest: orNull(
      Type.Object({ epoch: epochNumber('The newest in which it made any'), count: count('In it') }),
      'null: it never made any.',
    ),
  }),
  slots: orNull(
    Type.Object({
      newest: Type.Object({ epoch: epochNumber('Of its newest commitment'), assigned: count('To the pool') }),
      judged: orNull(
        Type.Object({ assigned: count('In all epochs that are judged'), kept: count('Made, or lost to a battle') }),
        'null: none is judged yet.',
      ),
    }),
    'What it committed to and revealed; null: it never did.',
  ),
  returns: orNull(
    Type.Object({
      lifetime: yearly('Of its life'),
      sixEpochs: yearly('Of six epochs'),
      twelveEpochs: yearly('Of twelve'),
    }),
    'Of its delegators, up to the newest epoch that is paid; null: none.',
  ),
  earned: orNull(
    Type.Object({
      epoch: epochNumber('The one that was paid when the present one began'),
      stake: lovelaceText('That earned'),
      operatorFees: lovelaceText('Fixed cost and margin'),
      delegatorsRewards: lovelaceText('What was left for its delegators'),
      returns: Type.Union([yearly('Of its delegators'), Type.Null()]),
    }),
    'null: nothing in that epoch.',
  ),
  lifetime: orNull(
    Type.Object({
      stake: lovelaceText('Epoch by epoch, added up'),
      operatorFees: lovelaceText('Added up'),
      delegatorsRewards: lovelaceText('Added up'),
    }),
    'Over all epochs that are paid; null: none.',
  ),
  note: Type.String({ description: 'Of its operator: HTML of few tags, harmless; empty: none' }),
});

const TERMS_EXAMPLE = {
  cost: '170000000',
  margin: '1/40',
  pledge: '500000000000',
  rewardAccount: 'e1a4c4cba4b5f9b5ad8d1b6d6f2e94c5ad7e8e3ad95c1f8b8f1f0a1b',
  owners: ['e1a4c4cba4b5f9b5ad8d1b6d6f2e94c5ad7e8e3ad95c1f8b8f1f0a1b'],
  metadata: { url: 'https://example.com/pool.json', hash: '5c'.repeat(32) },
};

export const POOL_EXAMPLE = {
  pool: '0f292fcaa02b8b2f9b3c8f9fd8e0bb21abedb692a6d5058df3ef2735',
  bech32: 'pool1pu5jlj4q9w9jlxeu370a3c9myx47md5j5m2str0naunn2q3lkdy',
  terms: TERMS_EXAMPLE,
  pending: { effectiveEpoch: 613, terms: { ...TERMS_EXAMPLE, margin: '1/50' } },
  retiring: null,
  retiredSince: null,
  firstEpoch: 210,
  liveStake: '41304112332110',
  ownerStake: '501234000000',
  activeStake: '41204112332110',
  delegators: 1_204,
  rank: 41,
  blocks: { life: 10_431, newest: { epoch: 612, count: 12 } },
  slots: { newest: { epoch: 612, assigned: 41 }, judged: { assigned: 9_920, kept: 9_901 } },
  returns: { lifetime: 0.0312, sixEpochs: 0.0231, twelveEpochs: 0.0233 },
  earned: {
    epoch: 610,
    stake: '41004112332110',
    operatorFees: '521004332',
    delegatorsRewards: '11204332110',
    returns: 0.0242,
  },
  lifetime: { stake: '9104112332110000', operatorFees: '210112332110', delegatorsRewards: '6204112332110' },
  note: '',
};

type Terms = NonNullable<ReturnType<typeof standingOf>['current']>;

const standingOf = ({ facts }: ListedPool) => poolStandingAt(presentEpochOf(facts), facts.history);

export const isRetired = (pool: ListedPool): boolean => standingOf(pool).retiredSince !== null;

const termsJson = ({ cost, margin, pledge, rewardCredential, owners, metadata }: Terms) => ({
  cost: textOf(cost),
  margin: ratioText(margin),
  pledge: textOf(pledge),
  rewardAccount: rewardCredential,
  owners,
  metadata,
});

/** Everything that is null is not known, or is not there; nothing is guessed. */
export function poolJson(pool: ListedPool, network: Network) {
  const { facts, slots, activeStake, earned, lifetime } = pool;
  const { current, pending, retiring, retiredSince } = standingOf(pool);
  return {
    pool: facts.pool,
    bech32: encodePoolId(facts.pool),
    terms: current === null ? null : termsJson(current),
    pending: pending === null ? null : { effectiveEpoch: pending.effective, terms: termsJson(pending.parameters) },
    retiring,
    retiredSince,
    firstEpoch: facts.firstEpoch,
    liveStake: textOrNull(facts.newestStake?.stake ?? null),
    ownerStake: textOrNull(facts.newestStake?.ownerStake ?? null),
    activeStake: textOf(activeStake),
    delegators: facts.live?.delegators ?? null,
    rank: facts.rank,
    blocks: {
      life: facts.lifeBlocks,
      newest:
        facts.newestBlocks === null ? null : { epoch: facts.newestBlocks.epoch, count: facts.newestBlocks.blocks },
    },
    slots:
      slots === null
        ? null
        : { newest: { epoch: slots.newest.epoch, assigned: slots.newest.count }, judged: slots.lifetime },
    returns:
      facts.ros === null
        ? null
        : { lifetime: facts.ros.lifetime, sixEpochs: facts.ros.six, twelveEpochs: facts.ros.twelve },
    earned: earned === null || earned.earnings === null ? null : earnedJson(earned.epoch, earned.earnings, network),
    lifetime:
      lifetime === null
        ? null
        : {
            stake: textOf(lifetime.stake),
            operatorFees: textOf(lifetime.operatorFees),
            delegatorsRewards: textOf(lifetime.delegatorsRewards),
          },
    note: facts.note ?? '',
  };
}

type Earnings = NonNullable<NonNullable<ListedPool['earned']>['earnings']>;

const earnedJson = (epoch: number, earnings: Earnings, network: Network) => ({
  epoch,
  stake: textOf(earnings.stake),
  operatorFees: textOf(earnings.operatorFee),
  delegatorsRewards: textOf(earnings.delegatorsReward),
  returns: epochRos(earnings, epochsPerYear(network)),
});

type PoolLine = ReturnType<typeof poolJson>;

export const POOL_COLUMNS: readonly (readonly [string, (pool: PoolLine) => Cell])[] = [
  ['pool', ({ pool }) => pool],
  ['bech32', ({ bech32 }) => bech32],
  ['cost', ({ terms }) => terms?.cost],
  ['margin', ({ terms }) => terms?.margin],
  ['pledge', ({ terms }) => terms?.pledge],
  ['retiring', ({ retiring }) => retiring],
  ['retired_since', ({ retiredSince }) => retiredSince],
  ['first_epoch', ({ firstEpoch }) => firstEpoch],
  ['live_stake', ({ liveStake }) => liveStake],
  ['owner_stake', ({ ownerStake }) => ownerStake],
  ['active_stake', ({ activeStake }) => activeStake],
  ['delegators', ({ delegators }) => delegators],
  ['rank', ({ rank }) => rank],
  ['life_blocks', ({ blocks }) => blocks.life],
  ['newest_epoch', ({ blocks }) => blocks.newest?.epoch],
  ['newest_epoch_blocks', ({ blocks }) => blocks.newest?.count],
  ['judged_slots', ({ slots }) => slots?.judged?.assigned],
  ['kept_slots', ({ slots }) => slots?.judged?.kept],
  ['returns_lifetime', ({ returns }) => returns?.lifetime],
  ['returns_6_epochs', ({ returns }) => returns?.sixEpochs],
  ['returns_12_epochs', ({ returns }) => returns?.twelveEpochs],
  ['earned_epoch', ({ earned }) => earned?.epoch],
  ['earned_operator_fees', ({ earned }) => earned?.operatorFees],
  ['earned_delegators_rewards', ({ earned }) => earned?.delegatorsRewards],
  ['lifetime_operator_fees', ({ lifetime }) => lifetime?.operatorFees],
  ['lifetime_delegators_rewards', ({ lifetime }) => lifetime?.delegatorsRewards],
];
