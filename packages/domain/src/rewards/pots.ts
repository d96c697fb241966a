/**
 * Where an epoch's rewards come from (rewards.md 1.2; cardano-ledger Shelley/LedgerState/PulsingReward.hs startStep):
 *
 *     expected blocks   E   = ⌊(1 − d) · f · slots in an epoch⌋
 *     efficiency        η   = 1 when d ≥ 4/5, else pool blocks / E
 *     incentives        ΔR1 = ⌊min(1, η) · ρ · reserves⌋
 *     reward pot            = ΔR1 + fees
 *     treasury tax      ΔT1 = ⌊τ · reward pot⌋
 *     available rewards R   = reward pot − ΔT1
 *     circulation       T   = max supply − reserves
 */
import { InvalidValue } from '../units/brand.ts';
import { type Lovelace, lovelace } from '../units/lovelace.ts';
import { type Ratio, ratio } from '../units/ratio.ts';
import type { RewardNetwork, RewardParameters } from './reward-parameters.ts';

export interface RewardPots {
  /** the reserves the incentives are taken from, and that set the circulation: of the calculation epoch */
  readonly reserves: Lovelace;
  /** collected in the earned epoch */
  readonly fees: Lovelace;
  /** E */
  readonly expectedBlocks: number;
  /** N: made by pools in the earned epoch */
  readonly poolBlocks: number;
  /** η, not capped, not reduced */
  readonly efficiency: Ratio;
  /** ΔR1 */
  readonly incentives: Lovelace;
  readonly rewardPot: Lovelace;
  /** ΔT1 */
  readonly treasuryTax: Lovelace;
  /** R */
  readonly availableRewards: Lovelace;
  /** T, the ledger's "total stake" */
  readonly circulation: Lovelace;
}

type PotParameters = Pick<RewardParameters, 'monetaryExpansion' | 'treasuryGrowth' | 'decentralisation'>;

/** @throws InvalidValue when the reserves exceed the supply or no block can be expected of pools. */
export function computePots(given: {
  readonly network: RewardNetwork;
  readonly parameters: PotParameters;
  readonly reserves: Lovelace;
  readonly fees: Lovelace;
  readonly poolBlocks: number;
}): RewardPots {
  const { network, parameters, reserves, fees, poolBlocks } = given;
  const expectedBlocks = expectedPoolBlocks(network, parameters.decentralisation);
  const efficiency = efficiencyOf({ poolBlocks, expectedBlocks, decentralisation: parameters.decentralisation });
  const incentives = incentivesOf({ efficiency, monetaryExpansion: parameters.monetaryExpansion, reserves });
  const rewardPot = lovelace(incentives + fees);
  const treasuryTax = treasuryTaxOf({ rewardPot, treasuryGrowth: parameters.treasuryGrowth });
  return {
    reserves,
    fees,
    expectedBlocks,
    poolBlocks,
    efficiency,
    incentives,
    rewardPot,
    treasuryTax,
    availableRewards: lovelace(rewardPot - treasuryTax),
    circulation: circulationOf({ maxLovelaceSupply: network.maxLovelaceSupply, reserves }),
  };
}

/** E: the blocks pools are expected to make in an epoch while the share `decentralisation` is made by the founders. */
export function expectedPoolBlocks(
  network: Pick<RewardNetwork, 'epochLength' | 'activeSlotCoefficient'>,
  decentralisation: Ratio,
): number {
  const { numerator: fn, denominator: fd } = network.activeSlotCoefficient;
  const { numerator: dn, denominator: dd } = decentralisation;
  return Number(((dd - dn) * fn * BigInt(network.epochLength)) / (dd * fd));
}

/** While d ≥ 4/5 the pools' blocks do not count: every pool with a block performs perfectly. */
export const blocksDoNotCount = ({ numerator, denominator }: Ratio): boolean => 5n * numerator >= 4n * denominator;

/** η. May exceed 1: only `incentivesOf` caps it. */
export function efficiencyOf(given: {
  readonly poolBlocks: number;
  readonly expectedBlocks: number;
  readonly decentralisation: Ratio;
}): Ratio {
  if (blocksDoNotCount(given.decentralisation)) return ratio(1n, 1n);
  if (given.expectedBlocks < 1) {
    throw new InvalidValue({ word: 'expected blocks', given: given.expectedBlocks, rule: 'at least 1 where d < 4/5' });
  }
  return ratio(BigInt(given.poolBlocks), BigInt(given.expectedBlocks));
}

/** ΔR1: one floor, after the whole product. */
export function incentivesOf(given: {
  readonly efficiency: Ratio;
  readonly monetaryExpansion: Ratio;
  readonly reserves: Lovelace;
}): Lovelace {
  const { numerator: etaNumerator, denominator: etaDenominator } = atMostOne(given.efficiency);
  const { numerator: rhoNumerator, denominator: rhoDenominator } = given.monetaryExpansion;
  return lovelace((etaNumerator * rhoNumerator * given.reserves) / (etaDenominator * rhoDenominator));
}

const atMostOne = (value: Ratio): Ratio => (value.numerator > value.denominator ? ratio(1n, 1n) : value);

/** ΔT1 */
export const treasuryTaxOf = (given: { readonly rewardPot: Lovelace; readonly treasuryGrowth: Ratio }): Lovelace =>
  lovelace((given.treasuryGrowth.numerator * given.rewardPot) / given.treasuryGrowth.denominator);

/** T. The reserves are the calculation epoch's, so this is one epoch late: Shelley erratum 17.1, kept for ever. */
export const circulationOf = (given: { readonly maxLovelaceSupply: Lovelace; readonly reserves: Lovelace }): Lovelace =>
  lovelace(given.maxLovelaceSupply - given.reserves);
