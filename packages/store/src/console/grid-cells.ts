import type { Queryable } from '@pooltool/shared-utils/pg';
import type { PartitionRow } from '../pipeline/rows.ts';

/** A partition somebody asked for; of what was never asked for there is none. */
export interface GridCell {
  readonly asset: string;
  readonly partition: string;
  /** the scheme's order */
  readonly position: bigint;
  readonly state: PartitionRow['state'] | 'stale';
  /** the last run */
  readonly run: bigint | null;
  readonly requestedBy: string;
  readonly changedAt: Date;
  readonly failures: number;
  /** of the last run when it failed */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** the assets that the standing result was made from */
  readonly madeFrom: readonly string[];
}

/**
 * The latest `columns` partitions of every asset, told apart by the form of their names (numbers, dates, words). Stale is
 * derived as the pipeline's planner derives it, from what runs recorded: an input's materialization is not the one that
 * was read, a newer version of the asset's code has run since, or what it was made from is stale itself. What only the
 * registry knows (a need that was added and never ran) does not count here.
 */
export async function loadGridCells(on: Queryable, columns: number): Promise<GridCell[]> {
  const { rows } = await on.query<GridCell>({
    name: 'console-grid-cells',
    text: `
      with recursive made as materialized (
        select p.asset, p.partition, r.inputs, r.version, max(r.version) over (partition by p.asset) as newest
        from asset_partition p join asset_run r on r.id = p.materialization
      ), input as materialized (
        select m.asset, m.partition, need.key as from_asset, read.key as from_partition, read.value as run
        from made m, jsonb_each(m.inputs) as need, jsonb_each_text(need.value) as read
      ), stale as (
        select asset, partition from made where version < newest
        union
        select i.asset, i.partition
        from input i
        left join asset_partition now on now.asset = i.from_asset and now.partition = i.from_partition
        where now.materialization::text is distinct from i.run
        union
        select i.asset, i.partition
        from stale s join input i on i.from_asset = s.asset and i.from_partition = s.partition
      ), recent as (
        select partition, form from (
          select partition, form, row_number() over (partition by form order by max(position) desc) as nr
          from (select partition, position, regexp_replace(partition, '[0-9]+', '0', 'g') as form from asset_partition) as named
          group by partition, form
        ) as numbered where nr <= $1
      )
      select p.asset, p.partition, p.position,
             case when p.state = 'ok' and s.asset is not null then 'stale' else p.state end as state,
             p.run, p.requested_by as "requestedBy", p.changed_at as "changedAt", p.failures,
             case when p.state = 'failed' then jsonb_build_object('code', last.error -> 'code', 'message', last.error -> 'message') end as error,
             array(select jsonb_object_keys(m.inputs)) as "madeFrom"
      from asset_partition p
      join recent using (partition)
      left join (select distinct asset, partition from stale) s on s.asset = p.asset and s.partition = p.partition
      left join made m on m.asset = p.asset and m.partition = p.partition
      left join asset_run last on last.id = p.run
      order by p.asset, p.position`,
    values: [columns],
  });
  return rows;
}
