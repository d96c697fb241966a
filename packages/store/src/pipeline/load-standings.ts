import type { Queryable } from '@pooltool/shared-utils/pg';
import { columnsOf, WANTED_PARTITIONS } from './place-columns.ts';
import type { PartitionRow, PlaceKey } from './rows.ts';

/** As much of a partition as says whether it, or what is made from it, may run now: read every second. */
export type Standing = Pick<PartitionRow, 'asset' | 'partition' | 'state' | 'due' | 'deaths'>;

/** A retry further away than the longest pause there is (an hour) was set by a clock that has been put back since. */
export const DUE = `coalesce(p.not_before <= now() or p.not_before > now() + interval '61 minutes', true)`;

const COLUMNS = `p.asset, p.partition, p.state, ${DUE} as due, p.deaths`;

/** What is requested or running of these assets. */
export async function loadStandingsInFlight(on: Queryable, assets: readonly string[]): Promise<Standing[]> {
  const { rows } = await on.query<Standing>(
    `select ${COLUMNS} from asset_partition p where p.state in ('requested', 'running') and p.asset = any($1)`,
    [assets],
  );
  return rows;
}

/** Of these places; those that nobody asked for have none. */
export async function loadStandings(on: Queryable, places: readonly PlaceKey[]): Promise<Standing[]> {
  if (places.length === 0) return [];
  const { rows } = await on.query<Standing>(`select ${COLUMNS} from ${WANTED_PARTITIONS}`, columnsOf(places));
  return rows;
}
