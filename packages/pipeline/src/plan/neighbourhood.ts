import { type Place, placeKey, type Registry } from '../registry/registry.ts';
import type { World } from './world.ts';

/**
 * What may have to be asked for because `changed` changed: what is made from it, and where that has a materialization
 * also what is made from that. Grows with what the world knows: `unknown` must be loaded before `candidates` is whole.
 */
export function neighbourhood(
  registry: Registry,
  world: World,
  known: ReadonlySet<string>,
  changed: readonly Place[],
): { readonly candidates: readonly Place[]; readonly unknown: readonly Place[] } {
  const candidates = new Map<string, Place>();
  const unknown = new Map<string, Place>();
  const lookAt = (place: Place): boolean => {
    if (known.has(placeKey(place))) return true;
    unknown.set(placeKey(place), place);
    return false;
  };

  const open = [...changed];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const user of registry.usersOf(place)) {
      const key = placeKey(user);
      if (candidates.has(key)) continue;
      candidates.set(key, user);
      for (const need of registry.needsOf(user)) lookAt(need);
      if (lookAt(user) && world.get(key)?.materialization != null) open.push(user);
    }
  }
  return { candidates: [...candidates.values()], unknown: [...unknown.values()] };
}
