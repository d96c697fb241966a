import type { Queryable } from '@pooltool/shared-utils/pg';
import { DUE } from './load-standings.ts';
import { columnsOf, WANTED_PARTITIONS } from './place-columns.ts';
import type { PartitionRow, PlaceKey, RunError, RunInputs } from './rows.ts';

type Row = {
  asset: string;
  partition: string;
  state: PartitionRow['state'];
  materialization: bigint | null;
  version: number | null;
  inputs: RunInputs | null;
  run: bigint | null;
  last_inputs: RunInputs | null;
  error: RunError | null;
  failures: number;
  deaths: number;
  due: boolean;
  not_before: Date | null;
  requested_by: string;
  changed_at: Date;
};

const COLUMNS = `
  p.asset, p.partition, p.state, p.materialization, made.version, made.inputs, p.run,
  case when p.state = 'failed' then last.inputs end as last_inputs,
  last.error, p.failures, p.deaths, ${DUE} as due, p.not_before, p.requested_by, p.changed_at`;

/** Every partition of these assets that was ever asked for. */
export async function loadPartitionsOf(on: Queryable, assets: readonly string[]): Promise<PartitionRow[]> {
  const { rows } = await on.query<Row>(
    `select ${COLUMNS}
     from asset_partition p
     left join asset_run made on made.id = p.materialization
     left join asset_run last on last.id = p.run
     where p.asset = any($1)`,
    [assets],
  );
  return rows.map(fromRow);
}

/** The rows of these places; those that nobody asked for have none. */
export async function loadPartitions(on: Queryable, places: readonly PlaceKey[]): Promise<PartitionRow[]> {
  if (places.length === 0) return [];
  const { rows } = await on.query<Row>(
    `select ${COLUMNS}
     from ${WANTED_PARTITIONS}
     left join lateral (select version, inputs from asset_run where id = p.materialization limit 1) as made on true
     left join lateral (select inputs, error from asset_run where id = p.run limit 1) as last on true`,
    columnsOf(places),
  );
  return rows.map(fromRow);
}

function fromRow(row: Row): PartitionRow {
  const { materialization, version, inputs } = row;
  return {
    asset: row.asset,
    partition: row.partition,
    state: row.state,
    materialization:
      materialization === null || version === null || inputs === null
        ? null
        : { run: materialization, version, inputs },
    run: row.run,
    lastInputs: row.last_inputs,
    error: row.error,
    failures: row.failures,
    deaths: row.deaths,
    due: row.due,
    notBefore: row.not_before,
    requestedBy: row.requested_by,
    changedAt: row.changed_at,
  };
}
