import { type Place, placeKey, type Registry } from '../registry/registry.ts';
import { blockersOf } from './runnable.ts';
import { type StaleReason, staleWorld } from './staleness.ts';
import { type PartitionState, stateOf, type World } from './world.ts';

/** Why a partition is as it is, and below it why what it depends on is as it is. */
export type Why = Place & {
  readonly state: PartitionState | 'stale';
  /** One sentence for a person. */
  readonly says: string;
  readonly because: readonly Why[];
};

/** `world` holds all rows. A place that was told once is not told again below another. */
export function why(registry: Registry, world: World, place: Place): Why {
  const stale = staleWorld(registry, world);
  const told = new Set<string>();

  const tell = ({ asset, partition }: Place): Why => {
    const here = { asset, partition };
    const key = placeKey(here);
    const state = stateOf(world, here);
    const reasons = stale.get(key) ?? [];
    const first = !told.has(key);
    told.add(key);
    const below = first ? causes(registry, world, here, reasons) : [];
    return {
      ...here,
      state: state === 'ok' && reasons.length > 0 ? 'stale' : state,
      says: sentence(registry, world, here, reasons),
      because: below.map(tell),
    };
  };
  return tell(place);
}

/** The explanation as lines, two spaces deeper for each cause. */
export function whyLines({ asset, partition, state, says, because }: Why, depth = 0): string[] {
  return [
    `${'  '.repeat(depth)}${asset}/${partition} ${state}: ${says}`,
    ...because.flatMap((cause) => whyLines(cause, depth + 1)),
  ];
}

function causes(registry: Registry, world: World, place: Place, reasons: readonly StaleReason[]): Place[] {
  const state = stateOf(world, place);
  if (state === 'missing' || state === 'requested') return blockersOf(registry, world, place);
  return reasons.filter((reason) => reason.kind === 'upstream');
}

function sentence(registry: Registry, world: World, place: Place, reasons: readonly StaleReason[]): string {
  const row = world.get(placeKey(place));
  const blockers = blockersOf(registry, world, place);
  switch (row?.state) {
    case undefined:
      return missing(registry, place, blockers.length);
    case 'requested':
      if (blockers.length > 0) return `asked for by ${row.requestedBy}; waits for ${blockers.map(placeKey).join(', ')}`;
      return row.due
        ? `asked for by ${row.requestedBy}; waits for ${row.deaths === 0 ? 'a free worker' : suspectText(row.deaths)}`
        : `try ${row.failures + 1} comes ${row.notBefore === null ? 'after a pause' : `at ${clockText(row.notBefore)}`}; the last ended in ${row.error?.code ?? 'an error'}`;
    case 'running':
      return `run ${row.run} is under way`;
    case 'failed':
      return `run ${row.run} ended in ${row.error?.code ?? 'an error'}: ${row.error?.message ?? 'nothing was recorded'}`;
    case 'cancelled':
      return `cancelled by ${row.requestedBy}; it stays so until it is asked for`;
    case 'ok':
      return reasons.length === 0 ? `run ${row.materialization?.run} stands and is up to date` : staleText(reasons);
  }
}

function missing(registry: Registry, place: Place, blockers: number): string {
  const { automation, needs } = registry.asset(place.asset);
  if (needs.length === 0) return 'never asked for: it comes when a sensor or a person asks';
  if (automation === 'never') return 'never asked for: it comes only when a person or a sensor asks';
  return blockers === 0 ? 'all it needs is there; it will be asked for' : 'what it needs is not there';
}

/** Why a result is stale, in one sentence. */
export const staleText = (reasons: readonly StaleReason[]): string => reasons.map(staleSentence).join('; ');

function staleSentence(reason: StaleReason): string {
  switch (reason.kind) {
    case 'version':
      return `made by version ${reason.made} of the code, which is now ${reason.now}`;
    case 'upstream':
      return `${placeKey(reason)} is stale itself`;
    case 'input':
      return `read ${runOrNothing(reason.read)} of ${placeKey(reason)}, where now stands ${runOrNothing(reason.now)}`;
  }
}

const suspectText = (deaths: number): string =>
  `a machine to itself, because ${deaths === 1 ? 'a worker' : `${deaths} workers in a row`} died while it ran`;

/** '12:34:56 UTC' */
const clockText = (at: Date): string => `${at.toISOString().slice(11, 19)} UTC`;

const runOrNothing = (run: string | null): string => (run === null ? 'nothing' : `run ${run}`);
