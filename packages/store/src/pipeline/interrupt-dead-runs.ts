import type { Transaction } from '@pooltool/shared-utils/pg';
import { announce } from './announce.ts';
import type { PlaceKey, RunError } from './rows.ts';

/** The advisory lock a worker holds as long as it lives: for `holdAdvisoryLock`. */
export const workerLockKey = (worker: string): string => `pipeline worker ${worker}`;

/**
 * Puts back what dead workers were running: a run whose worker's lock can be taken has nobody behind it. The run is
 * kept as interrupted, its partition is requested again. `lost` are runs a living worker knows to have dropped.
 */
export async function interruptDeadRuns(
  tx: Transaction,
  { error, lost = [] }: { readonly error: RunError; readonly lost?: readonly bigint[] },
): Promise<(PlaceKey & { readonly run: bigint })[]> {
  const { rows: workers } = await tx.query<{ worker: string }>(
    `select distinct worker from asset_run where state = 'running'`,
  );
  const dead: string[] = [];
  for (const { worker } of workers) {
    const { rows } = await tx.query<{ free: boolean }>(
      'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as free',
      [workerLockKey(worker)],
    );
    if (rows[0]?.free === true) dead.push(worker);
  }
  if (dead.length === 0 && lost.length === 0) return [];

  const { rows: runs } = await tx.query<PlaceKey & { run: bigint }>(
    `with interrupted as (
       update asset_run set state = 'interrupted', finished_at = now(), error = $2
       where state = 'running' and (worker = any($1) or id = any($3::int8[])) returning id, asset, partition
     )
     update asset_partition p set state = 'requested', rerun = false, changed_at = now()
     from interrupted i where p.asset = i.asset and p.partition = i.partition and p.run = i.id and p.state = 'running'
     returning p.asset, p.partition, p.run`,
    [dead, JSON.stringify(error), lost.map(String)],
  );
  for (const { asset, partition, run } of runs) {
    await announce(tx, { asset, partition, state: 'requested', run: run.toString() });
  }
  return runs;
}
