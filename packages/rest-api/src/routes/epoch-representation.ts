import { type Network, ratioText, slotStartMs } from '@pooltool/domain';
import type { KnownEpoch } from '@pooltool/store/api';
import { Type } from 'typebox';
import { lovelaceText, textOf, textOrNull } from '../conventions/amounts.ts';
import type { Cell } from '../conventions/csv.ts';

const fraction = (description: string) =>
  Type.String({ description: `${description}; exact, "n/d"`, pattern: '^[0-9]+/[0-9]+$' });
const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });
const NOT_YET = 'null while it is not known';

export const epochSchema = Type.Object({
  epoch: Type.Integer({ minimum: 0 }),
  followed: orNull(
    Type.Object({
      blocks: Type.Integer(),
      transactions: Type.Integer(),
      fees: lovelaceText('Of its transactions so far'),
      output: lovelaceText('Of its transactions so far'),
      size: Type.Integer({ description: 'Bytes of all its blocks' }),
      lastBlockTime: Type.String({ description: 'Of its last block so far, ISO 8601', format: 'date-time' }),
    }),
    'As we followed the chain; null for an epoch before we began.',
  ),
  ledger: orNull(
    Type.Object({ poolBlocks: Type.Integer(), fees: lovelaceText('Of the whole epoch') }),
    'As the ledger counted the whole epoch; null before its end.',
  ),
  parameters: orNull(
    Type.Object({
      decentralisation: fraction('d'),
      pledgeInfluence: fraction('a0'),
      monetaryExpansion: fraction('ρ'),
      treasuryGrowth: fraction('τ'),
      optimalPoolCount: Type.Integer({ description: 'k' }),
      protocolVersion: Type.String({ description: 'major.minor', pattern: '^[0-9]+\\.[0-9]+$' }),
      maxBlockBodySize: Type.Integer(),
    }),
    `In force during the epoch; ${NOT_YET}.`,
  ),
  pots: orNull(
    Type.Object({ reserves: lovelaceText('During the epoch'), treasury: lovelaceText('During the epoch') }),
    `They change only at the epoch's start; ${NOT_YET}.`,
  ),
  snapshot: orNull(
    Type.Object({
      activeStake: lovelaceText('That elects leaders'),
      delegators: Type.Integer(),
      pools: Type.Integer(),
    }),
    `The stake that elects this epoch's leaders and earns in it; ${NOT_YET}.`,
  ),
  rewards: orNull(
    Type.Object({
      status: Type.Union([Type.Literal('forecast'), Type.Literal('final')], {
        description: 'forecast: exact but for who is registered at the payout. final: paid.',
      }),
      pot: lovelaceText('Incentives and fees'),
      treasuryTax: lovelaceText('To the treasury'),
      available: lovelaceText('To pools'),
      leaders: lovelaceText('Leader rewards'),
      members: lovelaceText('Member rewards'),
      returnedToReserves: lovelaceText('Not earned by anybody'),
      unregisteredToTreasury: orNull(lovelaceText('Of accounts that were gone'), 'null while a forecast'),
      count: Type.Integer({ description: 'Rewards, one for each account, pool and kind' }),
    }),
    'Earned in this epoch; null before they are forecast.',
  ),
});

export const EPOCH_EXAMPLE = {
  epoch: 645,
  followed: {
    blocks: 21134,
    transactions: 301442,
    fees: '91230011745',
    output: '21034277411284000',
    size: 811234567,
    lastBlockTime: '2026-07-10T21:44:47.000Z',
  },
  ledger: { poolBlocks: 21134, fees: '91230011745' },
  parameters: {
    decentralisation: '0/1',
    pledgeInfluence: '3/10',
    monetaryExpansion: '3/1000',
    treasuryGrowth: '1/5',
    optimalPoolCount: 500,
    protocolVersion: '10.0',
    maxBlockBodySize: 90112,
  },
  pots: { reserves: '6542118843921450', treasury: '1543221884392145' },
  snapshot: { activeStake: '21543221884392145', delegators: 1312345, pools: 2888 },
  rewards: {
    status: 'final',
    pot: '19312345678901',
    treasuryTax: '3862469135780',
    available: '15449876543121',
    leaders: '1544987654312',
    members: '6544987654312',
    returnedToReserves: '7359901234497',
    unregisteredToTreasury: '1234567',
    count: 1298765,
  },
};

/** Everything that is null is not known; nothing is guessed. */
export function epochJson({ followed, ledger, rules, rewards, snapshot, pots, ...of }: KnownEpoch, network: Network) {
  return {
    epoch: of.epoch,
    followed: followed && {
      blocks: followed.blocks,
      transactions: Number(followed.transactions),
      fees: textOf(followed.fees),
      output: textOf(followed.output),
      size: Number(followed.size),
      lastBlockTime: new Date(slotStartMs(network, followed.lastSlot)).toISOString(),
    },
    ledger: ledger && { poolBlocks: ledger.blocks, fees: textOf(ledger.fees) },
    parameters: rules && {
      decentralisation: ratioText(rules.decentralisation),
      pledgeInfluence: ratioText(rules.pledgeInfluence),
      monetaryExpansion: ratioText(rules.monetaryExpansion),
      treasuryGrowth: ratioText(rules.treasuryGrowth),
      optimalPoolCount: rules.optimalPoolCount,
      protocolVersion: `${rules.protocolMajor}.${rules.protocolMinor}`,
      maxBlockBodySize: rules.maxBlockBodySize,
    },
    pots: pots && { reserves: textOf(pots.reserves), treasury: textOf(pots.treasury) },
    snapshot: snapshot && { ...snapshot, activeStake: textOf(snapshot.activeStake) },
    rewards: rewards && {
      status: rewards.status,
      pot: textOf(rewards.pot),
      treasuryTax: textOf(rewards.treasuryTax),
      available: textOf(rewards.available),
      leaders: textOf(rewards.leaders),
      members: textOf(rewards.members),
      returnedToReserves: textOf(rewards.returnedToReserves),
      unregisteredToTreasury: textOrNull(rewards.unregisteredToTreasury),
      count: rewards.count,
    },
  };
}

/** One row an epoch; what is not known is empty. */
export const EPOCH_COLUMNS: readonly (readonly [string, (one: KnownEpoch) => Cell])[] = [
  ['epoch', ({ epoch }) => epoch],
  ['blocks', ({ followed }) => followed?.blocks],
  ['transactions', ({ followed }) => followed?.transactions],
  ['fees', ({ followed }) => followed?.fees],
  ['ledger_pool_blocks', ({ ledger }) => ledger?.blocks],
  ['ledger_fees', ({ ledger }) => ledger?.fees],
  ['reserves', ({ pots }) => pots?.reserves],
  ['treasury', ({ pots }) => pots?.treasury],
  ['active_stake', ({ snapshot }) => snapshot?.activeStake],
  ['delegators', ({ snapshot }) => snapshot?.delegators],
  ['pools', ({ snapshot }) => snapshot?.pools],
  ['rewards_status', ({ rewards }) => rewards?.status],
  ['reward_pot', ({ rewards }) => rewards?.pot],
  ['leader_rewards', ({ rewards }) => rewards?.leaders],
  ['member_rewards', ({ rewards }) => rewards?.members],
];
