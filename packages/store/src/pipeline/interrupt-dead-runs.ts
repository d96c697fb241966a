import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { announce } from './announce.ts';
import type { RunKey } from './finish-run.ts';
import type { PlaceKey, RunError, RunStep } from './rows.ts';
import { jsonbText } from './storable-text.ts';

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
  if (dead.length === 0) return [];
  const { rows } = await tx.query<RunKey>(
    `select asset, partition, id as run from asset_run where state = 'running' and worker = any($1) order by id`,
    [dead],
  );
  return rows;
}

/** A run that nobody is behind, with what its end is judged by. */
export type DeadRun = RunKey & {
  readonly worker: string;
  readonly step: RunStep;
  readonly excused: boolean;
  /** Deaths of its partition in a row before this one, and how many make it wait for a person. */
  readonly deaths: number;
  readonly deathsAllowed: number;
  /** Asked for again while it ran. */
  readonly rerun: boolean;
};

/** Holds the run's partition until the transaction ends; null when the run does not own it any more. */
export async function holdDeadRun(tx: Transaction, { asset, partition, run }: RunKey): Promise<DeadRun | null> {
  const { rows } = await tx.query<DeadRun>(
    `select p.asset, p.partition, r.id as run, r.worker, r.step, r.excused, p.deaths, p.rerun,
            r.deaths_allowed as "deathsAllowed"
     from asset_partition p join asset_run r on r.id = p.run
     where p.asset = $1 and p.partition = $2 and p.run = $3 and p.state = 'running' for update`,
    [asset, partition, run],
  );
  return rows[0] ?? null;
}

/** The held run ends as interrupted; its partition is asked for again, or fails. */
export async function endDeadRun(
  tx: Transaction,
  { asset, partition, run }: RunKey,
  {
    died,
    deaths,
    state,
    error,
  }: {
    readonly died: boolean;
    /** of the partition from now on */
    readonly deaths: number;
    readonly state: 'requested' | 'failed';
    readonly error: RunError;
  },
): Promise<void> {
  await tx.query(
    `update asset_run set state = 'interrupted', finished_at = now(), died = $2, error = $3 where id = $1`,
    [run, died, jsonbText(error)],
  );
  await tx.query(
    `update asset_partition set state = $3, deaths = $4, rerun = false, changed_at = now()
     where asset = $1 and partition = $2`,
    [asset, partition, state, deaths],
  );
  await announce(tx, { asset, partition, state, run: run.toString() });
}

/**
 * The runs' worker says that it stops, or that it lives though it lost its lock: what was or will be taken for a death of
 * theirs is none. A partition that failed by it is asked for again. Answers which those are.
 */
export async function excuseRuns(on: Queryable, runs: readonly bigint[]): Promise<PlaceKey[]> {
  if (runs.length === 0) return [];
  await on.query(`update asset_run set excused = true where id = any($1) and state = 'running'`, [runs]);
  const { rows } = await on.query<PlaceKey & { run: bigint; again: boolean }>(
    `with mistaken as (
       update asset_run set died = false, excused = true where id = any($1) and died returning asset, partition, id
     ), had as (
       select p.asset, p.partition, m.id, p.state = 'failed' and p.run = m.id as again
       from mistaken m join asset_partition p on p.asset = m.asset and p.partition = m.partition for update of p
     )
     update asset_partition p
     set deaths = greatest(p.deaths - 1, 0), state = case when had.again then 'requested' else p.state end, changed_at = now()
     from had where p.asset = had.asset and p.partition = had.partition
     returning p.asset, p.partition, had.id as run, had.again`,
    [runs],
  );
  const again = rows.filter((row) => row.again);
  for (const { asset, partition, run } of again) {
    await announce(on, { asset, partition, state: 'requested', run: run.toString() });
  }
  return again.map(({ asset, partition }) => ({ asset, partition }));
}
