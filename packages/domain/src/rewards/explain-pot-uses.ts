import type { Pots } from '../ledger/parameters.ts';
import { type Lovelace, lovelace } from '../units/lovelace.ts';
import type { Epoch } from '../units/time.ts';
import { potsAfter } from './books.ts';
import { openInForecast, type ToldDestination } from './explain-destination.ts';
import { explainRecordedPots } from './explain-recorded-pots.ts';
import { type Difference, differencesOf, type RewardStep, type RuleSource } from './explain-steps.ts';
import type { ExplainedEpoch, RewardStatus } from './explained-epoch.ts';
import { type RewardRules, rewardRulesOf } from './reward-parameters.ts';
import type { WithheldReason } from './settlement.ts';

/** All recorded rewards of one kind with one fate. */
export interface RewardSum {
  readonly kind: 'leader' | 'member';
  readonly destination: ToldDestination;
  readonly reason: WithheldReason | null;
  /** how many */
  readonly count: number;
  /** lovelace */
  readonly amount: bigint;
}

/** One part of the pot. */
export interface PotUse {
  readonly name: string;
  readonly destination: ToldDestination;
  /** lovelace; what no pool earned may be below 0 where pools did better than their stake */
  readonly amount: bigint;
  /** rewards; null for what is no reward */
  readonly count: number | null;
  readonly source: RuleSource;
}

/** Where every lovelace of an earned epoch's reward pot went. Its JSON: docs/rewards-audit.md. */
export interface PotExplanation {
  readonly schema: 'reward-pot-explanation/1';
  readonly earned: Epoch;
  readonly status: RewardStatus;
  readonly rules: RewardRules;
  readonly potSteps: readonly RewardStep[];
  readonly uses: readonly PotUse[];
  /** incentives and fees */
  readonly pot: bigint;
  /** of the uses */
  readonly sum: bigint;
  /** pot − sum: 0, or money was lost or made */
  readonly difference: bigint;
  /** the pots of the spendable epoch: what rewards make of them, and what the ledger says; null while it has not said so */
  readonly potsAfter: { readonly ours: Pots; readonly ledger: Pots } | null;
  readonly open: readonly string[];
  readonly differences: readonly Difference[];
}

/** From Conway on only rewards move the reserves; before, MIR certificates and AVVM did too (rewards.md 1.4, 1.5). */
const ONLY_REWARDS_MOVE_RESERVES = 9;

export function explainPotUses(given: {
  readonly epoch: ExplainedEpoch;
  readonly rewards: readonly RewardSum[];
  /** Σ f, Σ leader and Σ members over the recorded pools */
  readonly pools: { readonly poolRewards: bigint; readonly leaders: bigint; readonly members: bigint };
  /** of the calculation epoch */
  readonly treasury: Lovelace;
  /** of the spendable epoch */
  readonly after: Pots | null;
}): PotExplanation {
  const { epoch, rewards, pools, after } = given;
  const { recorded, status, earned } = epoch;
  const { pots, steps, differences } = explainRecordedPots(epoch);
  const rules = rewardRulesOf(epoch.parameters.protocolVersion);
  const uses = [
    {
      name: 'treasury tax',
      destination: 'treasury',
      amount: pots.treasuryTax,
      count: null,
      source: from('deltaT1', 'rewards.md 1.2'),
    },
    ...rewards.map(rewardUse),
    {
      name: 'not earned by any pool: undelegated, saturated, unpledged, or blocks not made',
      destination: 'reserves',
      amount: pots.availableRewards - pools.poolRewards,
      count: null,
      source: from('deltaR2', 'rewards.md 1.4'),
    },
    {
      name: 'left over by the floors of leader and member rewards',
      destination: 'reserves',
      amount: pools.poolRewards - pools.leaders - pools.members,
      count: null,
      source: from('deltaR2', 'rewards.md 1.4'),
    },
  ] satisfies PotUse[];
  const sumOf = (wanted: (use: PotUse) => boolean) =>
    uses.reduce((sum: bigint, use: PotUse) => (wanted(use) ? sum + use.amount : sum), 0n);
  const sum = sumOf(() => true);
  const toReserves = sumOf(({ destination }) => destination === 'reserves');
  const unclaimed = sumOf(({ destination, count }) => destination === 'treasury' && count !== null);
  const ours = potsAfter({
    pots,
    treasury: given.treasury,
    returnedToReserves: lovelace(toReserves),
    unclaimed: lovelace(unclaimed),
    others: [],
  });
  const computed = (wanted: 'leader' | 'member') =>
    rewards.reduce((total, { kind, amount }) => (kind === wanted ? total + amount : total), 0n);
  const reservesAreOurs = epoch.parameters.protocolVersion.major >= ONLY_REWARDS_MOVE_RESERVES && status === 'final';
  return {
    schema: 'reward-pot-explanation/1',
    earned,
    status,
    rules,
    potSteps: steps,
    uses,
    pot: pots.rewardPot,
    sum,
    difference: pots.rewardPot - sum,
    potsAfter: after === null || status === 'forecast' ? null : { ours, ledger: after },
    open: openInForecast({ status, rules }),
    differences: [
      ...differences,
      ...differencesOf([
        ['Σ leader rewards of the accounts', computed('leader'), recorded.leaderRewards],
        ['Σ member rewards of the accounts', computed('member'), recorded.memberRewards],
        ['Σ leader rewards of the pools', pools.leaders, recorded.leaderRewards],
        ['Σ member rewards of the pools', pools.members, recorded.memberRewards],
        ['ΔR2 (returned to reserves)', toReserves, recorded.returnedToReserves],
        ['unclaimed, to the treasury', status === 'final' ? unclaimed : null, recorded.unregisteredToTreasury],
        ['the sum of all uses', sum, pots.rewardPot],
        ...(reservesAreOurs && after !== null
          ? [['reserves after the payout', ours.reserves, after.reserves] as const]
          : []),
      ]),
    ],
  };
}

const rewardUse = ({ kind, destination, reason, count, amount }: RewardSum): PotUse => ({
  name: `${kind} rewards ${reason === null ? WHERE[destination] : WHY[reason]}`,
  destination,
  amount,
  count,
  source: reason === null ? from('applyRUpd', 'rewards.md 1.4') : SOURCE[reason],
});

const from = (ledger: string, section: RuleSource['section']): RuleSource => ({ ledger, section });

const WHERE: Readonly<Record<ToldDestination, string>> = {
  account: 'paid to their accounts',
  open: 'to be paid, or to the treasury where an account is gone by then',
  treasury: 'to the treasury',
  reserves: 'to the reserves',
};

const WHY: Readonly<Record<WithheldReason, string>> = {
  unregistered: 'of accounts that were gone at the payout',
  'unregistered-at-calculation': 'of accounts that were gone when the calculation began (before Babbage)',
  superseded: 'that another reward of the same account superseded (before Allegra)',
};

const SOURCE: Readonly<Record<WithheldReason, RuleSource>> = {
  unregistered: from('filterAllRewards, frTotalUnregistered', 'rewards.md 1.4'),
  'unregistered-at-calculation': from('startStep, addrsRew', 'rewards.md 1.5'),
  superseded: from('aggregateRewards, Shelley erratum 17.4', 'rewards.md 1.5'),
};
