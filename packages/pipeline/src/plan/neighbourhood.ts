import { type Place, placeKey, type Registry } from '../registry/registry.ts';
import { replacedInputs, staleReasons } from './staleness.ts';
import { inFlight, type World } from './world.ts';

/** Grows with what the world knows. */
export type Neighbourhood = {
  /**
   * Goes as far as the world allows; answers what has to be learnt to go on, and nothing when all is found. A place that
   * was answered counts as known when it is called again, whether the world has a row for it now or not.
   */
  explore(): readonly Place[];
  /** What may have to be asked for. Their rows and those of their needs are in the world. */
  readonly candidates: ReadonlyMap<string, Place>;
};

/**
 * What may have to be asked for because `changed` changed: what is made from it, and what is made from that as far as it
 * comes anew as well. Beyond what is on its way and was stale already it is not looked: what is made from that was
 * asked for when it became stale. So after each run of a long chain only the next few are looked at, not all the rest.
 */
export function neighbourhood(registry: Registry, world: World, changed: readonly Place[]): Neighbourhood {
  const changedKeys = new Set(changed.map(placeKey));
  const candidates = new Map<string, Place>();
  const known = new Set(changedKeys);
  const sources = new Set(changedKeys);
  /** [what comes anew, what is made from it] still to be looked at. */
  let open: (readonly [source: Place, user: Place])[] = [];

  const usersOf = (source: Place): void => {
    for (const user of registry.usersOf(source)) if (!sources.has(placeKey(user))) open.push([source, user]);
  };
  const unknownOf = (user: Place): Place[] =>
    [user, ...registry.needsOf(user)].filter((place) => !known.has(placeKey(place)));

  const comesAnew = (source: Place, user: Place): boolean => {
    const row = world.get(placeKey(user));
    if (row === undefined || row.materialization === null) return false;
    const { automation } = registry.asset(user.asset);
    switch (row.state) {
      case 'ok': {
        if (automation !== 'missing-or-stale') return false;
        const state = world.get(placeKey(source))?.state ?? 'ok';
        const waits = !changedKeys.has(placeKey(source)) || inFlight(state);
        return waits || staleReasons(registry, world, user).length > 0;
      }
      case 'failed':
        return automation !== 'never' && replacedInputs(registry, world, user, row.lastInputs ?? {}).length > 0;
      case 'requested':
      case 'running': {
        if (!changedKeys.has(placeKey(source))) return false;
        const reasons = staleReasons(registry, world, user);
        return reasons.length > 0 && reasons.every((reason) => 'asset' in reason && changedKeys.has(placeKey(reason)));
      }
      case 'cancelled':
        return false;
    }
  };

  for (const place of changed) usersOf(place);
  let asked: readonly Place[] = [];
  return {
    candidates,
    explore: () => {
      for (const place of asked) known.add(placeKey(place));
      const unknown = new Map<string, Place>();
      const later: typeof open = [];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        const [source, user] = next;
        const key = placeKey(user);
        if (sources.has(key)) continue;
        const missing = candidates.has(key) ? [] : unknownOf(user);
        if (missing.length > 0) {
          for (const place of missing) unknown.set(placeKey(place), place);
          later.push(next);
          continue;
        }
        candidates.set(key, user);
        if (!comesAnew(source, user)) continue;
        sources.add(key);
        usersOf(user);
      }
      open = later;
      asked = [...unknown.values()];
      return asked;
    },
  };
}
