import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { cancelPartition, loadPartitionsOf, lockPlanning } from '@pooltool/store/pipeline';
import { partitionRange } from '../partitions/partition-scheme.ts';
import { staleWorld } from '../plan/staleness.ts';
import { type Why, why } from '../plan/why.ts';
import { stateOf, type World, worldOf } from '../plan/world.ts';
import { type Place, placeKey, type Registry } from '../registry/registry.ts';
import { ask, askForUsers, wakeWorkers } from '../run/advance.ts';
import { type GridStatus, gridStatus } from './grid-status.ts';

/** Which partitions of a range a backfill asks for. */
export type BackfillOnly = 'all' | 'missing' | 'failed' | 'stale';

/** What people may do to a pipeline, from the console and the command line. Needs no worker in this process. */
export type PipelineControl = {
  /**
   * Asks for one partition, whatever state it is in; it runs as soon as what it needs is there. Repeating is harmless.
   * @throws POOLTOOL_ASSET_UNKNOWN, POOLTOOL_PARTITION_INVALID
   */
  request(place: Place): Promise<void>;
  /** Asks for a range of partitions, which run ascending. Answers what was asked for. */
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

export function pipelineControl({
  pool,
  registry,
}: {
  readonly pool: Pool;
  readonly registry: Registry;
}): PipelineControl {
  const load = async (): Promise<World> =>
    worldOf(
      await loadPartitionsOf(
        pool,
        registry.assets.map(({ name }) => name),
      ),
    );
  const askFor = (places: readonly Place[], by: string): Promise<void> =>
    inTransaction(pool, async (tx) => {
      await ask(tx, registry, places, by);
      await wakeWorkers(tx, registry);
    });

  return {
    request: async (place) => {
      demandPlace(registry, place);
      await askFor([place], 'operator');
    },
    backfill: async ({ asset, from, to, only = 'all' }) => {
      const range = partitionRange(registry.asset(asset).partitions, from, to);
      const places = range.map((partition) => ({ asset, partition }));
      const wanted = only === 'all' ? places : select(registry, await load(), places, only);
      await askFor(wanted, 'backfill');
      return wanted;
    },
    cancel: (place) => {
      demandPlace(registry, place);
      return inTransaction(pool, async (tx) => {
        await lockPlanning(tx);
        const cancelled = await cancelPartition(tx, place);
        // Its slot is free now, and nobody waits for it any more.
        await askForUsers(tx, registry, [place]);
        await wakeWorkers(tx, registry);
        return cancelled;
      });
    },
    status: async () => gridStatus(registry, await load()),
    why: async (place) => {
      demandPlace(registry, place);
      return why(registry, await load(), place);
    },
  };
}

function demandPlace(registry: Registry, { asset, partition }: Place): void {
  registry.asset(asset).partitions.position(partition);
}

function select(registry: Registry, world: World, places: readonly Place[], only: BackfillOnly): Place[] {
  const stale = only === 'stale' ? staleWorld(registry, world) : new Map();
  return places.filter((place) => (only === 'stale' ? stale.has(placeKey(place)) : stateOf(world, place) === only));
}
