import type { Standing } from '@pooltool/store/pipeline';
import type { Place, Registry } from '../registry/registry.ts';
import { inFlight, type PartitionState, type Standings, stateOf } from './world.ts';

/** A need that keeps a requested partition from running. */
export type Blocker = Place & { readonly state: PartitionState };

export function blockersOf(registry: Registry, world: Standings, place: Place): Blocker[] {
  return registry.needsOf(place).flatMap(({ asset, partition, optional }) => {
    const state = stateOf(world, { asset, partition });
    return holdsUp(optional, state) ? [{ asset, partition, state }] : [];
  });
}

export const holdsUp = (optional: boolean, state: PartitionState): boolean =>
  optional ? inFlight(state) : state !== 'ok';

/** `suspect`: workers died while it ran, so it runs alone on its machine. */
export type Runnable = Place & { readonly suspect: boolean };

/**
 * The requested partitions that may run now: nothing holds them up, their back-off is over, their asset has a slot
 * free; needs before what is made from them, the earliest first. When suspects are among them, only those: they need an
 * empty machine. `world` holds every partition in flight and the rows of what `mayRun` of them needs.
 */
export function runnable(registry: Registry, world: Standings): Runnable[] {
  const slots = freeSlots(registry, world);
  const places: Runnable[] = [];
  for (const { asset, partition, deaths } of mayRun(registry, world)) {
    const free = slots.get(asset) ?? registry.asset(asset).concurrency;
    if (free <= 0 || isHeldUp(registry, world, { asset, partition })) continue;
    slots.set(asset, free - 1);
    places.push({ asset, partition, suspect: deaths > 0 });
  }
  const suspects = places.filter(({ suspect }) => suspect);
  return suspects.length > 0 ? suspects : places;
}

/**
 * Those that may run unless a need that is not in flight keeps them from it; in order. `world` need hold no more than
 * what is in flight: of a long chain of requested partitions only the first is left.
 */
export function mayRun(registry: Registry, world: Standings): Standing[] {
  const slots = freeSlots(registry, world);
  const requested = [...world.values()].filter(
    ({ asset, state, due }) => state === 'requested' && due && (slots.get(asset) ?? 1) > 0,
  );
  return registry
    .inOrder(requested)
    .filter((place) => !registry.needsOf(place).some((need) => inFlight(stateOf(world, need))));
}

/** Of the assets that run: how many more of their partitions may. */
function freeSlots(registry: Registry, world: Standings): Map<string, number> {
  const slots = new Map<string, number>();
  for (const { asset, state } of world.values()) {
    if (state !== 'running' || !registry.has(asset)) continue;
    slots.set(asset, (slots.get(asset) ?? registry.asset(asset).concurrency) - 1);
  }
  return slots;
}

const isHeldUp = (registry: Registry, world: Standings, place: Place): boolean =>
  registry.needsOf(place).some((need) => holdsUp(need.optional, stateOf(world, need)));
