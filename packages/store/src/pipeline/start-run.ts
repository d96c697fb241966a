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

/**
 * Lets one transaction at a time take partitions on a machine, so that what must run alone there does. Before `lockAsset`.
 */
export async function lockMachine(tx: Transaction, machine: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('pipeline machine ' || $1, 0))`, [machine]);
}

/** `suspect`: its partition's workers died before. */
export type RunOnMachine = PlaceKey & { readonly suspect: boolean };

/** What runs on the machine now, of all pipelines. */
export async function loadRunsOnMachine(on: Queryable, machine: string): Promise<RunOnMachine[]> {
  const { rows } = await on.query<RunOnMachine>(
    `select p.asset, p.partition, p.deaths > 0 as suspect
     from asset_run r join asset_partition p on p.asset = r.asset and p.partition = r.partition
     where r.state = 'running' and r.machine = $1`,
    [machine],
  );
  return rows;
}

/** Whether a partition of these assets that killed a worker, or ran beside one that did, waits for its turn. */
export async function anySuspectWaits(on: Queryable, assets: readonly string[]): Promise<boolean> {
  const { rows } = await on.query(
    `select from asset_partition where deaths > 0 and state = 'requested' and asset = any($1) limit 1`,
    [assets],
  );
  return rows.length > 0;
}

export type StartedRun = { readonly run: bigint; readonly attempt: number };

/** Makes a requested partition run; null when it is not requested any more. */
export async function startRun(
  tx: Transaction,
  {
    asset,
    partition,
    worker,
    machine,
    version,
    deathsAllowed,
    inputs,
  }: PlaceKey & {
    readonly worker: string;
    readonly machine: string;
    readonly version: number;
    readonly deathsAllowed: number;
    readonly inputs: RunInputs;
  },
): Promise<StartedRun | null> {
  const { rows } = await tx.query<{ id: bigint; attempt: number }>(
    `with had as (
       select failures, requested_by from asset_partition
       where asset = $1 and partition = $2 and state = 'requested' for update
     )
     insert into asset_run (asset, partition, attempt, state, step, worker, version, requested_by, started_at, inputs,
                            machine, deaths_allowed)
     select $1, $2, failures + 1, 'running', 'load', $3, $4, requested_by, clock_timestamp(), $5, $6, $7 from had
     returning id, attempt`,
    [asset, partition, worker, version, JSON.stringify(inputs), machine, deathsAllowed],
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
