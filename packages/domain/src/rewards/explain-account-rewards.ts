import type { SnapshotPool } from '../ledger/stake-snapshot.ts';
import type { Lovelace } from '../units/lovelace.ts';
import { ratio } from '../units/ratio.ts';
import { credentialText, type StakeCredential } from '../units/stake-credential.ts';
import type { Epoch } from '../units/time.ts';
import { times, whole } from './exact-arithmetic.ts';
import { type Fate, fateOf, openInForecast } from './explain-destination.ts';
import { explainPool, type PoolSteps } from './explain-pool.ts';
import { poolDifferences } from './explain-pool-rewards.ts';
import { explainRecordedPots } from './explain-recorded-pots.ts';
import { type Difference, differencesOf, type RewardStep, stepList } from './explain-steps.ts';
import type { ExplainedEpoch, RecordedPool, RecordedReward, RewardStatus } from './explained-epoch.ts';
import { memberReward } from './member.ts';
import { type RewardRules, rewardRulesOf } from './reward-parameters.ts';

/** A pool that the account is the reward account of, or delegates to. */
export interface PoolOfAccount {
  readonly pool: SnapshotPool;
  readonly blocks: number;
  readonly stake: Lovelace;
  readonly ownerStake: Lovelace;
  readonly delegatorCount: number;
  readonly recorded: RecordedPool;
  /** lovelace the account delegates to it in the snapshot; null when it does not */
  readonly delegated: bigint | null;
}

/** One pool's part of what an account earned. */
export interface AccountPart extends Fate {
  /** `owner`: its share is inside the leader reward, which is paid to the pool's reward account */
  readonly kind: 'leader' | 'member' | 'owner';
  /** hex */
  readonly poolId: string;
  /** lovelace; 0 for an owner */
  readonly amount: bigint;
  /** the pool's steps, and for a member the last one of its own; formulas may name steps of the pots */
  readonly steps: readonly RewardStep[];
}

/** How what an account earned in an epoch came about. Its JSON: docs/rewards-audit.md. */
export interface AccountExplanation {
  readonly schema: 'account-reward-explanation/1';
  /** `key:<hash>` or `script:<hash>` */
  readonly credential: string;
  readonly earned: Epoch;
  readonly status: RewardStatus;
  readonly rules: RewardRules;
  readonly potSteps: readonly RewardStep[];
  readonly parts: readonly AccountPart[];
  /** every part by where it went; lovelace. They add up to `computed`. */
  readonly sums: {
    readonly computed: bigint;
    readonly paid: bigint;
    readonly open: bigint;
    readonly toTreasury: bigint;
    readonly toReserves: bigint;
  };
  /** what a forecast does not know yet */
  readonly open: readonly string[];
  /** empty, or something is wrong */
  readonly differences: readonly Difference[];
}

/** Leader parts first, in the order of `pools`; the one delegation last. `rewards` are all recorded rewards of the account. */
export function explainAccountRewards(given: {
  readonly epoch: ExplainedEpoch;
  readonly credential: StakeCredential;
  readonly pools: readonly PoolOfAccount[];
  readonly rewards: readonly RecordedReward[];
}): AccountExplanation {
  const { epoch, credential, pools, rewards } = given;
  const { pots, steps: potSteps, differences } = explainRecordedPots(epoch);
  const rules = rewardRulesOf(epoch.parameters.protocolVersion);
  const account = credentialText(credential);
  const explained = pools.map((of) => ({ of, told: explainPool({ ...epoch, ...of, pots, potSteps }) }));
  const parts = [
    ...explained
      .filter(({ of }) => credentialText(of.pool.rewardAccount) === account && of.blocks > 0)
      .map(({ of, told }) => ({
        kind: 'leader' as const,
        poolId: of.pool.poolId,
        amount: told.earned.leaderReward,
        steps: told.steps,
        ownDifferences: [],
      })),
    ...explained.flatMap(({ of, told }) =>
      of.delegated === null ? [] : [memberPart({ ...of, told, potSteps, credential, delegated: of.delegated })],
    ),
  ].map(({ ownDifferences, ...part }) => {
    const reward = rewards.find(({ kind, poolId }) => kind === part.kind && poolId === part.poolId);
    return {
      part: { ...part, ...(reward === undefined ? nowhere(epoch.status) : fateOf({ ...reward, rules })) },
      reward,
      ownDifferences,
    };
  });
  const sum = (destination: Fate['destination']): bigint =>
    parts.reduce((total, { part }) => (part.destination === destination ? total + part.amount : total), 0n);
  return {
    schema: 'account-reward-explanation/1',
    credential: account,
    earned: epoch.earned,
    status: epoch.status,
    rules,
    potSteps,
    parts: parts.map(({ part }) => part),
    sums: {
      computed: parts.reduce((total, { part }) => total + part.amount, 0n),
      paid: sum('account'),
      open: sum('open'),
      toTreasury: sum('treasury'),
      toReserves: sum('reserves'),
    },
    open: openInForecast({ status: epoch.status, rules }),
    differences: [
      ...differences,
      ...explained.flatMap(({ of, told }) => [
        ...told.differences,
        ...poolDifferences(told.earned, of.recorded).map((one) => ({
          ...one,
          figure: `${one.figure} of ${of.pool.poolId}`,
        })),
      ]),
      ...parts.flatMap(({ ownDifferences }) => ownDifferences),
      ...differencesOf([
        ...parts.map(
          ({ part, reward }) => [`${part.kind} reward from ${part.poolId}`, part.amount, reward?.amount ?? 0n] as const,
        ),
        ...rewards
          .filter((reward) => parts.every((part) => part.reward !== reward))
          .map(({ kind, poolId, amount }) => [`${kind} reward from ${poolId}`, 0n, amount] as const),
      ]),
    ],
  };
}

function memberPart(
  given: PoolOfAccount & {
    readonly told: PoolSteps;
    readonly potSteps: readonly RewardStep[];
    readonly credential: StakeCredential;
    readonly delegated: bigint;
  },
) {
  const { pool, told, potSteps, credential, delegated } = given;
  const isOwner = credential.kind === 'key' && pool.owners.includes(credential.hash);
  const list = stepList([...potSteps, ...told.steps]);
  list.given({
    symbol: 't',
    name: "the account's stake in the snapshot",
    value: delegated,
    unit: 'lovelace',
    source: { ledger: 'ssStakeGo', section: 'rewards.md 1.1' },
  });
  const { numerator, denominator } = told.earned.memberRate;
  list.floored({
    symbol: 'member',
    name: 'member reward',
    formula: formulaOf({ isOwner, earns: given.blocks > 0 }),
    exact: isOwner ? whole(0) : times(ratio(numerator, denominator), whole(delegated)),
    engine: isOwner ? 0n : memberReward(told.earned.memberRate, delegated),
    source: { ledger: 'memberRew', section: 'rewards.md 1.3' },
  });
  return {
    kind: isOwner ? ('owner' as const) : ('member' as const),
    poolId: pool.poolId,
    amount: isOwner ? 0n : memberReward(told.earned.memberRate, delegated),
    steps: [...told.steps, ...list.steps],
    ownDifferences: list.differences,
  };
}

function formulaOf({ isOwner, earns }: { readonly isOwner: boolean; readonly earns: boolean }): string {
  if (isOwner) return "0, because an owner's share is inside the leader reward";
  return earns ? '⌊{rate} · {t}⌋' : '0, because a pool without blocks earns nothing';
}

/** A reward of 0 lovelace is nowhere recorded and goes nowhere. */
const nowhere = (status: RewardStatus): Fate => ({
  destination: status === 'final' ? 'account' : 'open',
  reason: null,
});
