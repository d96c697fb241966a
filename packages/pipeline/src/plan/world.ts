import type { PartitionRow, Standing } from '@pooltool/store/pipeline';
import { type Place, placeKey } from '../registry/registry.ts';

/** What is known of the partitions at one moment; the planner's whole input beside the registry. */
export type World = ReadonlyMap<string, PartitionRow>;

/** As much of it as decides what may run now. */
export type Standings = ReadonlyMap<string, Standing>;

/** As much of it as decides what a run that begins now reads. */
export type Materializations = ReadonlyMap<string, { readonly materialization: { readonly run: bigint } | null }>;

export type PartitionState = 'missing' | PartitionRow['state'];

export const worldOf = <Row extends Place>(rows: Iterable<Row>): Map<string, Row> =>
  new Map([...rows].map((row) => [placeKey(row), row]));

export const stateOf = (world: Standings, place: Place): PartitionState =>
  world.get(placeKey(place))?.state ?? 'missing';

export const inFlight = (state: PartitionState): boolean => state === 'requested' || state === 'running';

/** The run whose result stands for the place now, as text; null when there is none. */
export const materializationOf = (world: Materializations, place: Place): string | null =>
  world.get(placeKey(place))?.materialization?.run.toString() ?? null;
