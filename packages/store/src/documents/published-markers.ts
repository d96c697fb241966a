import { type Epoch, epoch } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

export interface Marker {
  readonly name: string;
  readonly epoch: Epoch;
}

/**
 * To be called before clients are told. @returns how far each marker has been told by now, by name: one that is further
 * than it was claimed here is not to be told, or clients would be told less than they were.
 */
export async function claimMarkers(db: Queryable, markers: readonly Marker[]): Promise<ReadonlyMap<string, Epoch>> {
  if (markers.length === 0) return new Map();
  const { rows } = await db.query<{ name: string; epoch: number }>({
    name: 'claim-markers',
    text: `
      insert into published_marker as m (name, epoch)
      select name, epoch from unnest($1::text[], $2::int[]) as claimed (name, epoch) order by name
      on conflict (name) do update set epoch = greatest(m.epoch, excluded.epoch) returning name, epoch`,
    values: [markers.map(({ name }) => name), markers.map((marker) => marker.epoch)],
  });
  return new Map(rows.map((row) => [row.name, epoch(row.epoch)]));
}
