import { type Lovelace, lovelace } from '../units/lovelace.ts';
import type { Ratio } from '../units/ratio.ts';

/** A pool with this much is active (original.md 6.2, step 4: one ada). */
export const LEAST_ACTIVE_STAKE = 1_000_000n;

/** What is asked of a pool that the ledger has. */
export interface LivePool {
  readonly stake: bigint;
  /** what its owners delegate to it */
  readonly ownerStake: bigint;
  /** declared */
  readonly pledge: bigint;
  readonly cost: bigint;
  readonly margin: Ratio;
  /** all of them, those without stake too */
  readonly delegators: number;
}

export interface LiveRules {
  readonly maxSupply: bigint;
  readonly reserves: bigint;
  readonly optimalPoolCount: number;
}

/** The network in figures (clients.md 1.6); amounts in lovelace. */
export interface EcosystemFigures {
  /** the whole supply less the reserves: the treasury is inside */
  readonly circulation: Lovelace;
  /** what a pool may hold before more earns nothing */
  readonly saturation: Lovelace;
  /** pools that hold more */
  readonly saturated: number;
  readonly totalStaked: Lovelace;
  readonly maxLiveStake: Lovelace;
  readonly delegators: number;
  /** pools with at least one ada; the sums and means below are theirs */
  readonly activePools: number;
  /** declared */
  readonly totalPledge: bigint;
  /** of that, what pools declare whose owners keep it */
  readonly totalHonoredPledge: bigint;
  /** lovelace, rounded down; 0 without pools */
  readonly averagePledge: bigint;
  readonly averageFixedFee: bigint;
  /** percent with two decimals, for display; 0 without pools */
  readonly averageVariableFee: number;
}

/**
 * Saturation is circulation ÷ k, as the ledger has it (rewards.md 1.3): the old program added the treasury, which is in the
 * circulation already (original.md 6.2, step 3).
 */
export function ecosystemFigures(pools: readonly LivePool[], rules: LiveRules): EcosystemFigures {
  const circulation = lovelace(rules.maxSupply - rules.reserves);
  const saturation = saturationOf(circulation, rules.optimalPoolCount);
  const active = pools.filter(({ stake }) => stake >= LEAST_ACTIVE_STAKE).map((pool) => withinSupply(pool, rules));
  const totalPledge = sum(active.map(({ pledge }) => pledge));
  return {
    circulation,
    saturation,
    // Compared without the rounding of the shown amount.
    saturated: pools.filter(({ stake }) => stake * BigInt(rules.optimalPoolCount) > circulation).length,
    totalStaked: lovelace(sum(pools.map(({ stake }) => stake))),
    maxLiveStake: lovelace(largest(pools.map(({ stake }) => stake))),
    delegators: pools.reduce((all, { delegators }) => all + delegators, 0),
    activePools: active.length,
    totalPledge,
    totalHonoredPledge: sum(active.filter(isPledgeMet).map(({ pledge }) => pledge)),
    averagePledge: mean(totalPledge, active.length),
    averageFixedFee: mean(sum(active.map(({ cost }) => cost)), active.length),
    averageVariableFee: meanPercent(active.map(({ margin }) => margin)),
  };
}

/** An operator may promise up to 2^64 lovelace; nobody has more than there is (original.md 1.4), and means shall mean something. */
const withinSupply = (pool: LivePool, { maxSupply }: LiveRules): LivePool => ({
  ...pool,
  pledge: pool.pledge > maxSupply ? maxSupply : pool.pledge,
  cost: pool.cost > maxSupply ? maxSupply : pool.cost,
});

/** Rounded down; of no pools wanted, nothing can be too much. */
const saturationOf = (circulation: Lovelace, optimalPoolCount: number): Lovelace =>
  optimalPoolCount === 0 ? circulation : lovelace(circulation / BigInt(optimalPoolCount));

export const isPledgeMet = ({ ownerStake, pledge }: Pick<LivePool, 'ownerStake' | 'pledge'>): boolean =>
  ownerStake >= pledge;

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, amount) => all + amount, 0n);

function largest(amounts: readonly bigint[]): bigint {
  let most = 0n;
  for (const amount of amounts) if (amount > most) most = amount;
  return most;
}

const mean = (total: bigint, count: number): bigint => (count === 0 ? 0n : total / BigInt(count));

/** Margins stand in all denominators: their exact mean would have one of thousands of digits. */
function meanPercent(ratios: readonly Ratio[]): number {
  if (ratios.length === 0) return 0;
  const millionths = sum(ratios.map(({ numerator, denominator }) => (numerator * 1_000_000n) / denominator));
  return Math.round(Number(millionths) / ratios.length / 100) / 100;
}

/** (1 − d) in percent: which share of the blocks pools make. */
export const decentralisationPercent = ({ numerator, denominator }: Ratio): number =>
  Number(((denominator - numerator) * 10_000n) / denominator) / 100;
