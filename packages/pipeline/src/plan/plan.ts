/**
 * The planner: which partitions to ask for. Which of those may run now is told by runnable.ts. Pure.
 *
 * A partition is MISSING until somebody asks for it: a person, a sensor, or the planner (`automation`). Then it is
 * REQUESTED, and waits until everything it needs is ok and nothing it needs is on its way; of those that could run, the
 * earliest of each asset go first, as many as the asset's concurrency allows. A worker that takes one makes it RUNNING.
 * It ends OK, with a materialization: the run whose result now stands. Or FAILED, after the tries its retry rule gives
 * for errors that may pass, at once for those that will not. Or CANCELLED by a person. A worker that dies or stops puts
 * it back to REQUESTED, and the run is kept as interrupted. Asked for while running, it is requested once more afterwards.
 *
 * STALE is no state but a comparison: a need's materialization is not the one that was read, or the asset's code has a
 * new version. The planner runs when a partition became ok, over what is made from it: what is missing and now has all
 * its needs is requested, and what is stale is requested, and what is made from that as well, all at once, so that
 * nothing is computed from one new and one old input. What failed stays failed until it is asked for or until what it
 * failed on is replaced. What was cancelled stays so until it is asked for.
 */
import { type Place, placeKey, type Registry } from '../registry/registry.ts';
import { holdsUp } from './runnable.ts';
import { replacedInputs, staleReasons } from './staleness.ts';
import { inFlight, type PartitionState, stateOf, type World } from './world.ts';

/** What to ask for among `candidates`, needs first. `world` holds the candidates' rows and those of their needs. */
export function automaticRequests(registry: Registry, world: World, candidates: Iterable<Place>): Place[] {
  const asked = new Set<string>();

  const willBe = (place: Place): PartitionState => (asked.has(placeKey(place)) ? 'requested' : stateOf(world, place));
  const comesAnew = (place: Place): boolean =>
    asked.has(placeKey(place)) || (inFlight(stateOf(world, place)) && staleReasons(registry, world, place).length > 0);

  const wanted = (place: Place): boolean => {
    const { automation } = registry.asset(place.asset);
    const needs = registry.needsOf(place);
    if (automation === 'never' || needs.length === 0) return false;
    const state = stateOf(world, place);
    switch (state) {
      case 'missing':
        return (
          needs.some((need) => willBe(need) === 'ok') && needs.every((need) => !holdsUp(need.optional, willBe(need)))
        );
      case 'ok':
        return (
          automation === 'missing-or-stale' &&
          (staleReasons(registry, world, place).length > 0 || needs.some(comesAnew))
        );
      case 'failed': {
        const failedOn = world.get(placeKey(place))?.lastInputs ?? {};
        return replacedInputs(registry, world, place, failedOn).some((input) => input.kind === 'input' && input.now);
      }
      case 'requested':
      case 'running':
      case 'cancelled':
        return false;
    }
  };

  return registry.inOrder(distinct(candidates)).filter((place) => {
    if (!wanted(place)) return false;
    asked.add(placeKey(place));
    return true;
  });
}

const distinct = (places: Iterable<Place>): Place[] => [
  ...new Map([...places].map((place) => [placeKey(place), place])).values(),
];
