import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { announce } from './announce.ts';
import type { RunKey } from './finish-run.ts';
import type { RunError } from './rows.ts';

/** The advisory lock a worker holds as long as it lives: for `holdAdvisoryLock`. */
export const workerLockKey = (worker: string): string => `pipeline worker ${worker}`;

/**
 * The runs that nobody is behind: their worker's lock can be taken. A worker that died never comes back under its old
 * name, so what is answered stays true.
 */
export async function findDeadRuns(tx: Transaction): Promise<RunKey[]> {
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
  const { rows } = await tx.query<RunKey>(
    `select asset, partition, id as run from asset_run where state = 'running' and worker = any($1) order by id`,
    [dead],
  );
  return rows;
}

/**
 * Puts one such run's partition back to requested and keeps the run as interrupted. False when somebody was faster.
 * One transaction each: several partitions locked together in any order would wait for each other in a circle.
 */
export async function interruptRun(on: Queryable, key: RunKey, error: RunError): Promise<boolean> {
  const { rowCount } = await on.query(
    `with put_back as (
       update asset_partition set state = 'requested', rerun = false, changed_at = now()
       where asset = $1 and partition = $2 and run = $3 and state = 'running' returning run
     )
     update asset_run r set state = 'interrupted', finished_at = now(), error = $4 from put_back where r.id = put_back.run`,
    [key.asset, key.partition, key.run, JSON.stringify(error)],
  );
  if (rowCount !== 1) return false;
  await announce(on, {
    asset: key.asset,
    partition: key.partition,
    state: 'requested',
    run: key.run.toString(),
  });
  return true;
}
