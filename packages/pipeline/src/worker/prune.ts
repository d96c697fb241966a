import { inTransaction, type Transaction } from '@pooltool/shared-utils/pg';
import {
  deleteOldTicks,
  deleteRuns,
  deleteUselessCheckpoints,
  loadOldRuns,
  loadPartitions,
  type OldRun,
  tryLockPruning,
} from '@pooltool/store/pipeline';
import { type Place, placeKey, type Registry } from '../registry/registry.ts';
import type { WorkerParts } from './worker-parts.ts';

/** How much of the past is kept. */
export type Retention = {
  /** Runs of each partition, beside the one that stands and what it was made from; with logs, checks and metadata. */
  readonly runs: number;
  /** Days of a sensor's looks that asked for something or failed. Those that found nothing are kept for an hour. */
  readonly tickDays: number;
};

export const DEFAULT_RETENTION: Retention = { runs: 20, tickDays: 30 };

/** So much is looked at in a step: some milliseconds. 12,000 partitions take twenty minutes at a step every ten seconds. */
const PARTITIONS_A_STEP = 100;
const ROWS_A_STEP = 500;

export type Pruned = { readonly runs: number; readonly checkpoints: number; readonly ticks: number };

/** Drops what nobody will look at any more, a little with each call; of all workers one at a time. */
export function pruner({ pool, registry }: Pick<WorkerParts, 'pool' | 'registry'>, retention: Retention) {
  const assets = registry.assets.map(({ name }) => name);
  let after: Place | null = null;

  return {
    /** `whole`: all partitions were looked at since the last time it was. Null: another worker is at it. */
    async step(): Promise<(Pruned & { readonly whole: boolean }) | null> {
      return inTransaction(pool, async (tx) => {
        if (!(await tryLockPruning(tx))) return null;
        const { runs, next } = await loadOldRuns(tx, {
          assets,
          after,
          partitions: PARTITIONS_A_STEP,
          keep: retention.runs,
        });
        const useless = await notReadByWhatStands(tx, registry, runs);
        const pruned = {
          runs: await deleteRuns(tx, useless.slice(0, ROWS_A_STEP)),
          checkpoints: await deleteUselessCheckpoints(tx, ROWS_A_STEP),
          ticks: await deleteOldTicks(tx, { keepDays: retention.tickDays, limit: ROWS_A_STEP }),
        };
        // Too much for one step: the same partitions once more.
        if (useless.length <= ROWS_A_STEP) after = next;
        return { ...pruned, whole: after === null };
      });
    },
  };
}

/** A stale result tells which runs it was made from: these can still be looked at. */
async function notReadByWhatStands(tx: Transaction, registry: Registry, runs: readonly OldRun[]): Promise<bigint[]> {
  const users = new Map(runs.flatMap((run) => registry.usersOf(run)).map((place) => [placeKey(place), place]));
  const read = new Set<string>();
  for (const { materialization } of await loadPartitions(tx, [...users.values()])) {
    for (const partitions of Object.values(materialization?.inputs ?? {})) {
      for (const run of Object.values(partitions)) if (run !== null) read.add(run);
    }
  }
  return runs.map(({ run }) => run).filter((run) => !read.has(run.toString()));
}
