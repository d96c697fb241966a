import type { Ratio } from '../units/ratio.ts';
import { least, minus, over, plus, times, whole } from './exact-arithmetic.ts';
import { type Difference, type RewardStep, type RuleSource, stepList } from './explain-steps.ts';
import { blocksDoNotCount, computePots, type RewardPots } from './pots.ts';

export interface PotSteps {
  readonly pots: RewardPots;
  readonly steps: readonly RewardStep[];
  readonly differences: readonly Difference[];
}

/** From the reserves to what the pools may earn, step by step (rewards.md 1.2). @throws InvalidValue as `computePots` */
export function explainPots(given: Parameters<typeof computePots>[0]): PotSteps {
  const { network, parameters } = given;
  const pots = computePots(given);
  const list = stepList();
  const source = (ledger: string): RuleSource => ({ ledger, section: 'rewards.md 1.2' });
  const input = (ledger: string): RuleSource => ({ ledger, section: 'rewards.md 1.1' });

  list.given({
    symbol: 'supply',
    name: 'max supply',
    value: network.maxLovelaceSupply,
    unit: 'lovelace',
    source: input('maxLovelaceSupply (Shelley genesis)'),
  });
  list.given({
    symbol: 'reserves',
    name: 'reserves of the calculation epoch',
    value: pots.reserves,
    unit: 'lovelace',
    source: input('casReserves'),
  });
  list.given({
    symbol: 'fees',
    name: 'fees collected in the earned epoch',
    value: pots.fees,
    unit: 'lovelace',
    source: input('ssFee'),
  });
  list.given({
    symbol: 'N',
    name: 'blocks made by pools in the earned epoch',
    value: pots.poolBlocks,
    unit: 'count',
    source: input('nesBprev'),
  });
  list.given({
    symbol: 'slots',
    name: 'slots of an epoch',
    value: network.epochLength,
    unit: 'count',
    source: input('epochLength (Shelley genesis)'),
  });
  list.given({
    symbol: 'f₀',
    name: 'active slot coefficient',
    value: network.activeSlotCoefficient,
    unit: 'fraction',
    source: input('activeSlotsCoeff (Shelley genesis)'),
  });
  list.given({
    symbol: 'd',
    name: 'decentralisation',
    value: parameters.decentralisation,
    unit: 'fraction',
    source: input('ppD of prevPParams'),
  });
  list.given({
    symbol: 'ρ',
    name: 'monetary expansion',
    value: parameters.monetaryExpansion,
    unit: 'fraction',
    source: input('ppRho of prevPParams'),
  });
  list.given({
    symbol: 'τ',
    name: 'treasury growth',
    value: parameters.treasuryGrowth,
    unit: 'fraction',
    source: input('ppTau of prevPParams'),
  });

  list.floored({
    symbol: 'E',
    name: 'expected blocks',
    formula: '⌊(1 − {d}) · {f₀} · {slots}⌋',
    exact: times(
      times(minus(ONE, parameters.decentralisation), network.activeSlotCoefficient),
      whole(network.epochLength),
    ),
    engine: BigInt(pots.expectedBlocks),
    unit: 'count',
    source: source('startStep, expectedBlocks'),
  });
  const overlay = blocksDoNotCount(parameters.decentralisation);
  const efficiency = list.fraction({
    symbol: 'η',
    name: 'efficiency',
    formula: overlay ? '1, because d ≥ 4/5' : '{N} / {E}',
    exact: overlay ? ONE : over(whole(pots.poolBlocks), whole(pots.expectedBlocks)),
    source: source('startStep, eta'),
  });
  list.floored({
    symbol: 'ΔR1',
    name: 'incentives',
    formula: '⌊min(1, {η}) · {ρ} · {reserves}⌋',
    exact: times(times(least(ONE, efficiency), parameters.monetaryExpansion), whole(pots.reserves)),
    engine: pots.incentives,
    source: source('startStep, deltaR1'),
  });
  list.floored({
    symbol: 'pot',
    name: 'reward pot',
    formula: '{ΔR1} + {fees}',
    exact: plus(whole(pots.incentives), whole(pots.fees)),
    engine: pots.rewardPot,
    source: source('startStep, rPot'),
  });
  list.floored({
    symbol: 'ΔT1',
    name: 'treasury tax',
    formula: '⌊{τ} · {pot}⌋',
    exact: times(parameters.treasuryGrowth, whole(pots.rewardPot)),
    engine: pots.treasuryTax,
    source: source('startStep, deltaT1'),
  });
  list.floored({
    symbol: 'R',
    name: 'available rewards',
    formula: '{pot} − {ΔT1}',
    exact: minus(whole(pots.rewardPot), whole(pots.treasuryTax)),
    engine: pots.availableRewards,
    source: source('startStep, _R'),
  });
  list.floored({
    symbol: 'T',
    name: 'circulation',
    formula: '{supply} − {reserves}',
    exact: minus(whole(network.maxLovelaceSupply), whole(pots.reserves)),
    engine: pots.circulation,
    source: source('circulation (totalStake)'),
  });
  return { pots, steps: list.steps, differences: list.differences };
}

const ONE: Ratio = whole(1);
