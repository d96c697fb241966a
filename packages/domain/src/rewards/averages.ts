/**
 * What a pool, or the network, earned over its last epochs and in its life (rewards.md 1.6).
 *
 * A history is kept as running sums: beside each epoch stands what was summed up to it. The sum of the last w epochs is
 * then a difference of two of them, exact and as cheap for 73 epochs as for one, and an epoch's sums follow from earlier
 * ones without looking at any reward but its own. Everything that says "in the last … epochs" is computed here.
 */
import { epochRos, lifetimeRos, meanRos, windowRos } from './return-on-staking.ts';

/** A year of mainnet. */
export const LONGEST_WINDOW = 73;
/** Lengths of the windows in epochs. */
export const WINDOWS = [1, 6, 12, LONGEST_WINDOW] as const;
export type Window = (typeof WINDOWS)[number];

/** What figures are of: the epoch itself and those before it, or all. */
export const SPANS = [...WINDOWS, 'lifetime'] as const;
export type Span = (typeof SPANS)[number];

/** Sums over some epochs, exact; amounts in lovelace. */
export interface EarningSums {
  /** how many epochs are in the sums: those in which the pool was in the stake snapshot */
  readonly epochs: number;
  readonly stake: bigint;
  readonly delegatorsReward: bigint;
  readonly operatorFees: bigint;
}

export const NO_EARNINGS: EarningSums = { epochs: 0, stake: 0n, delegatorsReward: 0n, operatorFees: 0n };

export interface SpanFigures extends EarningSums {
  /** annualised fraction, for display */
  readonly ros: number;
}

export type Averages = Readonly<Record<Span, SpanFigures>>;

/** One epoch, and what had been summed before each window that ends with it began. */
export interface SummedHistory {
  readonly own: EarningSums;
  /** the running sums up to w epochs ago */
  readonly before: Readonly<Record<Window, EarningSums>>;
}

export interface PoolSummedHistory extends SummedHistory {
  /** the first epoch it could make blocks in; 0 when it is as old as the chain */
  readonly firstEpoch: number;
}

/** The figures of every pool of an earned epoch, and of all of them together. */
export function averagesOf({
  earned,
  pools,
  networkBefore,
  epochsPerYear,
}: {
  readonly earned: number;
  readonly pools: readonly PoolSummedHistory[];
  readonly networkBefore: SummedHistory['before'];
  readonly epochsPerYear: number;
}): { readonly network: Averages; readonly pools: readonly Averages[] } {
  const all = pools.reduce((sum, { own }) => plus(sum, own), NO_EARNINGS);
  return {
    network: networkAverages({ own: { ...all, epochs: 1 }, before: networkBefore }, epochsPerYear),
    pools: pools.map((pool) => poolAverages(pool, { earned, epochsPerYear })),
  };
}

/** ROS by PoolTool's rules for pools: 0 until a pool is older than the window (rewards.md 1.6). */
function poolAverages(
  pool: PoolSummedHistory,
  { earned, epochsPerYear }: { readonly earned: number; readonly epochsPerYear: number },
): Averages {
  const { firstEpoch } = pool;
  return withRos(pool, (sums, span) => {
    if (span === 1) return epochRos(sums, epochsPerYear);
    if (span === 'lifetime') return lifetimeRos({ sums, firstEpoch, earned, epochsPerYear });
    return windowRos({ sums, epochs: span, firstEpoch, earned, epochsPerYear });
  });
}

/** The network has no first epoch: its ROS is of the epochs that are there. */
const networkAverages = (history: SummedHistory, epochsPerYear: number): Averages =>
  withRos(history, (sums) => meanRos(sums, { epochs: sums.epochs, epochsPerYear }));

function withRos({ own, before }: SummedHistory, rosOf: (sums: EarningSums, span: Span) => number): Averages {
  const lifetime = plus(before[1], own);
  const figures = (span: Span): SpanFigures => {
    const sums = span === 'lifetime' ? lifetime : minus(lifetime, before[span]);
    return { ...sums, ros: rosOf(sums, span) };
  };
  return { 1: figures(1), 6: figures(6), 12: figures(12), 73: figures(73), lifetime: figures('lifetime') };
}

const plus = (a: EarningSums, b: EarningSums): EarningSums => ({
  epochs: a.epochs + b.epochs,
  stake: a.stake + b.stake,
  delegatorsReward: a.delegatorsReward + b.delegatorsReward,
  operatorFees: a.operatorFees + b.operatorFees,
});

const minus = (a: EarningSums, b: EarningSums): EarningSums => ({
  epochs: a.epochs - b.epochs,
  stake: a.stake - b.stake,
  delegatorsReward: a.delegatorsReward - b.delegatorsReward,
  operatorFees: a.operatorFees - b.operatorFees,
});
