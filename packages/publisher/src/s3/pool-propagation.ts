import { type PoolId, type PropagationSide, propagationEdges, subjectOf } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { newestPropagation, type ShownPropagation } from '@pooltool/store/documents';
import type { Part } from '../drawing.ts';
import { family } from '../family.ts';

/**
 * How fast a pool's blocks reached others, and others' blocks the pool (clients.md 2): two files for every pool. One that
 * was not heard of in the newest epoch shows, and names, the last in which it was; one that never was gets empty bins,
 * because to a client a file that is missing is an error.
 */
export const poolPropagation = family({
  kind: 'pool_propagation',
  place: 'object-store',
  read: subjectOf.pool,
  load: newestPropagation,
  draw: (pool, found) => {
    const sides = found.get(pool);
    return [part(pool, 'producer', sides?.producer), part(pool, 'receiver', sides?.receiver)];
  },
});

const part = (pool: PoolId, side: PropagationSide, shown: ShownPropagation | undefined): Part => ({
  name: side,
  values: new Map([[`stats/pools/${pool}/by_${side}.json`, propagationRecord(shown)]]),
});

const EDGES = propagationEdges();
const NO_DELAYS = EDGES.slice(1).map(() => 0);

/**
 * Delays in ms. `avg`, `median` and `hist` are of the `datapoints` within ±5 s; `outliers` are beyond, told by clocks that
 * are wrong. Without any delay `avg` is 0, because clients take it for a number.
 */
export const propagationRecord = (shown: ShownPropagation | undefined): JsonObject => ({
  epoch: shown?.epoch ?? 0,
  hist: [shown?.counts ?? NO_DELAYS, EDGES],
  avg: shown?.averageMs ?? 0,
  median: shown?.medianMs ?? null,
  unique_pools: shown?.uniquePools ?? 0,
  datapoints: shown?.datapoints ?? 0,
  outliers: shown?.outliers ?? 0,
});
