import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { announce } from './announce.ts';
import type { PlaceKey, RunInputs } from './rows.ts';

/** Lets one transaction at a time take partitions of an asset, so that its slots are counted rightly. */
export async function lockAsset(tx: Transaction, asset: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('pipeline asset ' || $1, 0))`, [asset]);
}

/**
 * Lets one transaction at a time decide what to ask for. Of two needs that become ok at the same moment the later one
 * sees the earlier, so that what is made from both is asked for. Whoever locks more than one partition, or changes a
 * materialization, takes this first, then rows, then sends jobs: so no two wait for each other in a circle.
 */
export async function lockPlanning(tx: Transaction): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('pipeline planning', 0))`);
}

export async function countRunning(on: Queryable, asset: string): Promise<number> {
  const { rows } = await on.query<{ running: number }>(
    `select count(*)::int4 as running from asset_partition where asset = $1 and state = 'running'`,
    [asset],
  );
  return rows[0]?.running ?? 0;
}

export type StartedRun = { readonly run: bigint; readonly attempt: number };

/** Makes a requested partition run; null when it is not requested any more. */
export async function startRun(
  tx: Transaction,
  {
    asset,
    partition,
    worker,
    version,
    inputs,
  }: PlaceKey & { readonly worker: string; readonly version: number; readonly inputs: RunInputs },
): Promise<StartedRun | null> {
  const { rows } = await tx.query<{ id: bigint; attempt: number }>(
    `with had as (
       select failures, requested_by from asset_partition
       where asset = $1 and partition = $2 and state = 'requested' for update
     )
     insert into asset_run (asset, partition, attempt, state, step, worker, version, requested_by, started_at, inputs)
     select $1, $2, failures + 1, 'running', 'load', $3, $4, requested_by, now(), $5 from had
     returning id, attempt`,
    [asset, partition, worker, version, JSON.stringify(inputs)],
  );
  const started = rows[0];
  if (started === undefined) return null;
  await tx.query(
    `update asset_partition set state = 'running', run = $3, not_before = null, changed_at = now()
     where asset = $1 and partition = $2`,
    [asset, partition, started.id],
  );
  await announce(tx, { asset, partition, state: 'running', run: started.id.toString() });
  return { run: started.id, attempt: started.attempt };
}
