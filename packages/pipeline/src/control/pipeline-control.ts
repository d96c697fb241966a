import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { cancelPartition, lockPlanning } from '@pooltool/store/pipeline';
import { backfillTooLong } from '../errors.ts';
import { partitionRange } from '../partitions/partition-scheme.ts';
import { staleWorld } from '../plan/staleness.ts';
import type { Why } from '../plan/why.ts';
import { stateOf, type World } from '../plan/world.ts';
import { type Place, placeKey, type Registry } from '../registry/registry.ts';
import { ask, askForUsers, wakeWorkers } from '../run/advance.ts';
import type { GridStatus } from './grid-status.ts';
import { demandPlace, readStatus, readWhy, readWorld } from './read-status.ts';

/** Which partitions of a range a backfill asks for. */
export const BACKFILL_ONLY = ['all', 'missing', 'failed', 'stale'] as const;
export type BackfillOnly = (typeof BACKFILL_ONLY)[number];

const MOST_AT_ONCE = 10_000;

/** What people may do to a pipeline, from the console and the command line. Needs no worker in this process. */
export type PipelineControl = {
  /**
   * Asks for one partition, whatever state it is in; it runs as soon as what it needs is there. Repeating is harmless.
   * @throws POOLTOOL_ASSET_UNKNOWN, POOLTOOL_PARTITION_INVALID
   */
  request(place: Place): Promise<void>;
  /**
   * Asks for a range of partitions, which run ascending. Answers what was asked for, of `only` those that are.
   * @throws POOLTOOL_ASSET_UNKNOWN, POOLTOOL_PARTITION_INVALID, POOLTOOL_BACKFILL_TOO_LONG
   */
  backfill(options: {
    readonly asset: string;
    readonly from: string;
    readonly to: string;
    readonly only?: BackfillOnly;
  }): Promise<Place[]>;
  /** False when it was neither requested nor running. */
  cancel(place: Place): Promise<boolean>;
  status(): Promise<GridStatus>;
  why(place: Place): Promise<Why>;
};

/** `by` is who asks, as the runs will tell: 'operator' when absent. */
export function pipelineControl({
  pool,
  registry,
  by = 'operator',
}: {
  readonly pool: Pool;
  readonly registry: Registry;
  readonly by?: string;
}): PipelineControl {
  const askFor = (places: readonly Place[], requestedBy: string): Promise<void> =>
    inTransaction(pool, async (tx) => {
      await ask(tx, registry, places, requestedBy);
      await wakeWorkers(tx, registry);
    });

  return {
    request: async (place) => {
      demandPlace(registry, place);
      await askFor([place], by);
    },
    backfill: async ({ asset, from, to, only = 'all' }) => {
      const places = rangeOf(registry, { asset, from, to }).map((partition) => ({ asset, partition }));
      const wanted = only === 'all' ? places : select(registry, await readWorld(pool, registry), places, only);
      await askFor(wanted, `${by}, backfill`);
      return wanted;
    },
    cancel: (place) => {
      demandPlace(registry, place);
      return inTransaction(pool, async (tx) => {
        await lockPlanning(tx);
        const cancelled = await cancelPartition(tx, place, by);
        // Its slot is free now, and nobody waits for it any more.
        await askForUsers(tx, registry, [place]);
        await wakeWorkers(tx, registry);
        return cancelled;
      });
    },
    status: () => readStatus(pool, registry),
    why: (place) => readWhy(pool, registry, place),
  };
}

function rangeOf(
  registry: Registry,
  { asset, from, to }: { readonly asset: string; readonly from: string; readonly to: string },
): string[] {
  const { partitions } = registry.asset(asset);
  const asked = partitions.position(to) - partitions.position(from) + 1;
  if (asked > MOST_AT_ONCE) {
    throw backfillTooLong({
      message: `${asset} from ${from} to ${to} are ${asked} partitions: ask for ${MOST_AT_ONCE} at most at once`,
      details: { asset, from, to, most: MOST_AT_ONCE },
    });
  }
  return partitionRange(partitions, from, to);
}

function select(registry: Registry, world: World, places: readonly Place[], only: BackfillOnly): Place[] {
  const stale = only === 'stale' ? staleWorld(registry, world) : new Map();
  return places.filter((place) => (only === 'stale' ? stale.has(placeKey(place)) : stateOf(world, place) === only));
}
