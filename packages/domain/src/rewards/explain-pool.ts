import type { SnapshotPool } from '../ledger/stake-snapshot.ts';
import { type Lovelace, lovelace } from '../units/lovelace.ts';
import { type Ratio, ratio } from '../units/ratio.ts';
import { poolEarnings } from './compute.ts';
import type { PoolReward } from './epoch-rewards.ts';
import { least, minus, over, plus, times, whole } from './exact-arithmetic.ts';
import { type Difference, type RewardStep, type RuleSource, type StepList, stepList } from './explain-steps.ts';
import { blocksDoNotCount, type RewardPots } from './pots.ts';
import type { RewardParameters } from './reward-parameters.ts';

/** One pool in a snapshot, with what the earned epoch brought. */
export interface ExplainedPool {
  readonly pool: SnapshotPool;
  readonly blocks: number;
  /** S */
  readonly stake: Lovelace;
  /** O */
  readonly ownerStake: Lovelace;
  readonly delegatorCount: number;
  /** A */
  readonly activeStake: Lovelace;
  readonly parameters: RewardParameters;
  readonly pots: RewardPots;
  /** the steps that led to the pots: formulas here name them */
  readonly potSteps: readonly RewardStep[];
}

export interface PoolSteps {
  /** the engine's figures; without the members' total, which is of many rows */
  readonly earned: Omit<PoolReward, 'memberRewardTotal' | 'poolIndex'>;
  readonly steps: readonly RewardStep[];
  readonly differences: readonly Difference[];
}

/** From a pool's stake and blocks to its leader reward and its members' rate, step by step (rewards.md 1.3, 1.6). */
export function explainPool(given: ExplainedPool): PoolSteps {
  const { poolIndex: _, ...earned } = poolEarnings({ ...given, poolIndex: 0 });
  const list = stepList(given.potSteps);
  tellInputs(list, given);
  if (given.blocks === 0) {
    list.floored({
      symbol: 'f',
      name: 'pool reward',
      formula: '0, because a pool without blocks earns nothing',
      exact: NOTHING,
      engine: earned.poolReward,
      source: pool('rewardOnePool: pools of BlocksMade only'),
    });
  } else {
    tellPoolReward(list, given, earned);
    tellShares(list, given, earned);
  }
  return { earned, steps: list.steps, differences: list.differences };
}

const NOTHING = whole(0);
const ONE = whole(1);

const input = (ledger: string): RuleSource => ({ ledger, section: 'rewards.md 1.1' });
const pool = (ledger: string): RuleSource => ({ ledger, section: 'rewards.md 1.3' });
const poolTool = (ledger: string): RuleSource => ({ ledger, section: 'rewards.md 1.6' });

function tellInputs(list: StepList, { pool: { pledge, cost, margin }, ...given }: ExplainedPool): void {
  const { optimalPoolCount, pledgeInfluence } = given.parameters;
  const money = (symbol: string, name: string, value: bigint, ledger: string): void =>
    list.given({ symbol, name, value, unit: 'lovelace', source: input(ledger) });
  money('A', 'active stake', given.activeStake, 'sumAllStake of ssStakeGo');
  money('S', "the pool's stake", given.stake, 'sumStakePerPool of ssStakeGo');
  money('O', 'owner stake: of its owners, delegated to it', given.ownerStake, 'ostake of ssStakeGo');
  money('P', 'declared pledge', pledge, 'sppPledge of ssStakeGo');
  money('c', 'fixed cost', cost, 'sppCost of ssStakeGo');
  list.given({ symbol: 'm', name: 'margin', value: margin, unit: 'fraction', source: input('sppMargin of ssStakeGo') });
  list.given({ symbol: 'n', name: 'its blocks', value: given.blocks, unit: 'count', source: input('nesBprev') });
  list.given({
    symbol: 'k',
    name: 'optimal pool count',
    value: optimalPoolCount,
    unit: 'count',
    source: input('ppNOpt of prevPParams'),
  });
  list.given({
    symbol: 'a0',
    name: 'pledge influence',
    value: pledgeInfluence,
    unit: 'fraction',
    source: input('ppA0 of prevPParams'),
  });
}

function tellPoolReward(list: StepList, given: ExplainedPool, earned: PoolSteps['earned']): void {
  const { stake, activeStake, ownerStake, pots, parameters } = given;
  const { pledge } = given.pool;
  const share = (part: bigint, of: bigint): Ratio => (of === 0n ? NOTHING : over(whole(part), whole(of)));
  const z0 = list.fraction({
    symbol: 'z0',
    name: 'the share of a saturated pool',
    formula: '1 / {k}',
    exact: ratio(1n, BigInt(parameters.optimalPoolCount)),
    source: pool('maxPool, z0'),
  });
  const sigma = list.fraction({
    symbol: 'σ',
    name: "the pool's share of the circulation",
    formula: '{S} / {T}',
    exact: share(stake, pots.circulation),
    source: pool('mkPoolRewardInfo, sigma'),
  });
  list.fraction({
    symbol: 'saturation',
    name: 'saturation',
    formula: '{σ} / {z0}',
    exact: over(sigma, z0),
    source: pool('maxPool: above 1 the excess earns nothing'),
  });
  const capped = list.fraction({
    symbol: 'σ′',
    name: 'that share, capped at saturation',
    formula: 'min({σ}, {z0})',
    exact: least(sigma, z0),
    source: pool("maxPool, sigma'"),
  });
  list.answer({
    symbol: 'pledge met',
    name: 'the owners hold what they pledged',
    formula: '{P} ≤ {O}',
    isSo: pledge <= ownerStake,
    source: pool('mkPoolRewardInfo, pledge ≤ ostake'),
  });
  if (!earned.pledgeMet || pots.circulation === 0n) {
    list.floored({
      symbol: 'maxPool',
      name: 'optimal reward',
      formula: '0, because the pledge is not met',
      exact: NOTHING,
      engine: earned.optimalReward,
      source: pool('mkPoolRewardInfo, maxP'),
    });
  } else tellOptimalReward(list, { ...given, z0, capped, optimalReward: earned.optimalReward });

  const performance = tellPerformance(list, { ...given, activeShare: share(stake, activeStake) });
  list.floored({
    symbol: 'f',
    name: 'pool reward',
    formula: '⌊{perf} · {maxPool}⌋',
    exact: times(performance, whole(earned.optimalReward)),
    engine: earned.poolReward,
    source: pool('mkPoolRewardInfo, poolR'),
  });
}

function tellOptimalReward(
  list: StepList,
  given: Pick<ExplainedPool, 'pool' | 'pots' | 'parameters'> & {
    readonly z0: Ratio;
    /** σ′ */
    readonly capped: Ratio;
    readonly optimalReward: Lovelace;
  },
): void {
  const { z0, capped, pots, parameters } = given;
  const pledged = list.fraction({
    symbol: 'p′',
    name: "the pledge's share of the circulation, capped at saturation",
    formula: 'min({P} / {T}, {z0})',
    exact: least(over(whole(given.pool.pledge), whole(pots.circulation)), z0),
    source: pool("maxPool, p'"),
  });
  const influence = list.fraction({
    symbol: 'q',
    name: 'what the pledge weighs',
    formula: '({σ′} − {p′} · ({z0} − {σ′}) / {z0}) / {z0}',
    exact: over(minus(capped, over(times(pledged, minus(z0, capped)), z0)), z0),
    source: pool('maxPool, factor4 and factor3'),
  });
  list.floored({
    symbol: 'maxPool',
    name: 'optimal reward',
    formula: '⌊{R} / (1 + {a0}) · ({σ′} + {p′} · {a0} · {q})⌋',
    exact: times(
      over(whole(pots.availableRewards), plus(ONE, parameters.pledgeInfluence)),
      plus(capped, times(times(pledged, parameters.pledgeInfluence), influence)),
    ),
    engine: given.optimalReward,
    source: pool('maxPool'),
  });
}

/** Answers perf. */
function tellPerformance(
  list: StepList,
  { blocks, stake, pots, parameters, activeShare }: ExplainedPool & { readonly activeShare: Ratio },
): Ratio {
  const told = { symbol: 'perf', name: 'apparent performance', source: pool('mkApparentPerformance') };
  if (stake === 0n) return list.fraction({ ...told, formula: '0, because the pool has no stake', exact: NOTHING });
  if (blocksDoNotCount(parameters.decentralisation)) {
    return list.fraction({ ...told, formula: '1, because d ≥ 4/5', exact: ONE });
  }
  list.fraction({
    symbol: 'σₐ',
    name: "the pool's share of the active stake",
    formula: '{S} / {A}',
    exact: activeShare,
    source: pool('mkPoolRewardInfo, sigmaA'),
  });
  const share = list.fraction({
    symbol: 'β',
    name: "the pool's share of the blocks",
    formula: '{n} / max(1, {N})',
    exact: over(whole(blocks), whole(Math.max(1, pots.poolBlocks))),
    source: pool('mkApparentPerformance, beta'),
  });
  return list.fraction({ ...told, formula: '{β} / {σₐ}', exact: over(share, activeShare) });
}

function tellShares(list: StepList, { pool: parameters, ...given }: ExplainedPool, earned: PoolSteps['earned']): void {
  const { cost, margin } = parameters;
  const { poolReward, leaderReward } = earned;
  const source = pool('leaderRew');
  const rate = { symbol: 'rate', name: "what a lovelace of a member's stake earns", source: pool('memberRew') };
  if (poolReward <= cost) {
    const formula = '{f}, because it does not exceed the cost {c}';
    const exact = whole(poolReward);
    list.floored({ symbol: 'leader', name: 'leader reward', formula, exact, engine: leaderReward, source });
    list.fraction({ ...rate, formula: '0, because the cost takes all', exact: NOTHING });
    tellOperator(list, { formula: '{f}', exact, earned });
    return;
  }
  const left = whole(lovelace(poolReward - cost));
  const others = minus(ONE, margin);
  const owned = over(whole(given.ownerStake), whole(given.stake));
  list.floored({
    symbol: 'leader',
    name: 'leader reward',
    formula: '{c} + ⌊({f} − {c}) · ({m} + (1 − {m}) · {O} / {S})⌋',
    exact: plus(whole(cost), times(left, plus(margin, times(others, owned)))),
    engine: leaderReward,
    source,
  });
  list.fraction({
    ...rate,
    formula: '({f} − {c}) · (1 − {m}) / {S}',
    exact: over(times(left, others), whole(given.stake)),
  });
  const exact = plus(whole(cost), times(left, margin));
  tellOperator(list, { formula: '{c} + ⌊({f} − {c}) · {m}⌋', exact, earned });
}

function tellOperator(
  list: StepList,
  { formula, exact, earned }: { formula: string; exact: Ratio; earned: PoolSteps['earned'] },
): void {
  const { operatorFee, leaderReward, ownerPart, poolReward, delegatorsReward } = earned;
  list.floored({
    symbol: 'operator fee',
    name: 'operator fee, of cost and margin',
    formula,
    exact,
    engine: operatorFee,
    source: poolTool('PoolTool: poolFees'),
  });
  list.floored({
    symbol: 'owner part',
    name: "owner part: what the owners' stake earned",
    formula: '{leader} − {operator fee}',
    exact: whole(leaderReward - operatorFee),
    engine: ownerPart,
    source: poolTool('PoolTool'),
  });
  list.floored({
    symbol: "delegators' reward",
    name: "delegators' reward, owners among them: what ROS is made of",
    formula: '{f} − {operator fee}',
    exact: whole(poolReward - operatorFee),
    engine: delegatorsReward,
    source: poolTool('PoolTool: delegRewards'),
  });
}
