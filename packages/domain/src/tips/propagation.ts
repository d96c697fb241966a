/** How fast an epoch's blocks travelled, as clients draw it (clients.md 2, original.md 4.5). */
import type { PoolId } from '../units/hashes.ts';
import type { Epoch } from '../units/time.ts';

/** A delay beyond these bounds tells of a clock that is wrong, not of a block that is slow. */
export const PROPAGATION_HISTOGRAM = { fromMs: -5_000, toMs: 5_000, bins: 100 } as const;

/** 101 edges for 100 bins. The last bin includes its upper edge. */
export const propagationEdges = (): readonly number[] => {
  const { fromMs, toMs, bins } = PROPAGATION_HISTOGRAM;
  return Array.from({ length: bins + 1 }, (_, edge) => fromMs + (edge * (toMs - fromMs)) / bins);
};

/** A pool's blocks as others heard of them; others' blocks as the pool heard of them. */
export const PROPAGATION_SIDES = ['producer', 'receiver'] as const;
export type PropagationSide = (typeof PROPAGATION_SIDES)[number];

/**
 * What one pool's delays of one epoch come to. A delay is counted for each block on our chain and each pool, other than its
 * producer, that reported it: of several nodes of a pool the one whose report reached us first speaks for the pool.
 *
 * - Orphans are left out: a node does not pass on a block that has lost, so only the delays of those near its maker are seen.
 * - A producer's own reports are left out: they tell how long a block took to make, not to travel.
 * - Outliers are counted and nothing else: in the end bins they would pile up, and shift the mean.
 */
export interface PoolPropagation {
  readonly pool: PoolId;
  readonly side: PropagationSide;
  /** delays by bins of PROPAGATION_HISTOGRAM; their sum is `datapoints` */
  readonly counts: readonly number[];
  readonly datapoints: number;
  /** delays beyond the bounds */
  readonly outliers: number;
  /** of the delays within the bounds */
  readonly sumMs: bigint;
  /** the lower one of two in the middle; null where all are outliers */
  readonly medianMs: number | null;
  /** pools on the other side of those delays */
  readonly uniquePools: number;
}

export interface EpochPropagation {
  readonly epoch: Epoch;
  /** that pools made on our chain, and those of them that somebody reported */
  readonly blocks: number;
  readonly reportedBlocks: number;
  readonly pools: readonly PoolPropagation[];
}
