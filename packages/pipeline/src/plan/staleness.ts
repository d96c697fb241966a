import type { RunInputs } from '@pooltool/store/pipeline';
import { type Place, placeKey, type Registry } from '../registry/registry.ts';
import { type Materializations, materializationOf, type World } from './world.ts';

/** Why a result is no longer what would come out today. Runs are given as text; null: there was or is none. */
export type StaleReason =
  | ({ readonly kind: 'input'; readonly read: string | null; readonly now: string | null } & Place)
  | { readonly kind: 'version'; readonly made: number; readonly now: number }
  /** What it was made from is itself stale. */
  | ({ readonly kind: 'upstream' } & Place);

/** What a run of `place` that begins now reads. */
export function currentInputs(registry: Registry, world: Materializations, place: Place): RunInputs {
  const inputs: Record<string, Record<string, string | null>> = {};
  for (const { asset, partition } of registry.needsOf(place)) {
    inputs[asset] = { ...inputs[asset], [partition]: materializationOf(world, { asset, partition }) };
  }
  return inputs;
}

/** The needs whose materialization is not the one in `inputs`. A need the code no longer has does not count. */
export function replacedInputs(registry: Registry, world: World, place: Place, inputs: RunInputs): StaleReason[] {
  return registry.needsOf(place).flatMap(({ asset, partition }): StaleReason[] => {
    const read = inputs[asset]?.[partition] ?? null;
    const now = materializationOf(world, { asset, partition });
    return read === now ? [] : [{ kind: 'input', asset, partition, read, now }];
  });
}

/** Reasons of the place itself, without looking further up. Empty when there is no materialization to be stale. */
export function staleReasons(registry: Registry, world: World, place: Place): StaleReason[] {
  const made = world.get(placeKey(place))?.materialization;
  if (made === null || made === undefined) return [];
  const reasons = replacedInputs(registry, world, place, made.inputs);
  const { version } = registry.asset(place.asset);
  return made.version === version ? reasons : [{ kind: 'version', made: made.version, now: version }, ...reasons];
}

/** Staleness spreads: every place of the world that is stale, with its own reasons or the stale needs above it. */
export function staleWorld(registry: Registry, world: World): ReadonlyMap<string, readonly StaleReason[]> {
  const stale = new Map<string, readonly StaleReason[]>();
  for (const place of registry.inOrder(world.values())) {
    if (world.get(placeKey(place))?.materialization == null) continue;
    const own = staleReasons(registry, world, place);
    const upstream = registry
      .needsOf(place)
      .filter((need) => stale.has(placeKey(need)))
      .map(({ asset, partition }): StaleReason => ({ kind: 'upstream', asset, partition }));
    if (own.length + upstream.length > 0) stale.set(placeKey(place), [...own, ...upstream]);
  }
  return stale;
}
