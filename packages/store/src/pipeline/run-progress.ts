import type { Queryable } from '@pooltool/shared-utils/pg';
import type { RunKey, StepTime } from './finish-run.ts';
import type { PlaceKey, RunInputs, RunStep } from './rows.ts';
import { jsonbText } from './storable-text.ts';

/** What the run is doing now, for those who watch. */
export async function recordStep(
  on: Queryable,
  { run, step, steps }: { readonly run: bigint; readonly step: RunStep; readonly steps: readonly StepTime[] },
): Promise<void> {
  await on.query(`update asset_run set step = $2, steps = $3 where id = $1 and state = 'running'`, [
    run,
    step,
    JSON.stringify(steps),
  ]);
}

/** Which of these runs are still recorded as running. */
export async function loadRunsUnderWay(on: Queryable, runs: readonly bigint[]): Promise<bigint[]> {
  const { rows } = await on.query<{ run: bigint }>(
    `select id as run from asset_run where id = any($1) and state = 'running'`,
    [runs],
  );
  return rows.map(({ run }) => run);
}

/** What is recorded as running in these workers. */
export async function loadRunsOfWorkers(on: Queryable, workers: readonly string[]): Promise<RunKey[]> {
  const { rows } = await on.query<RunKey>(
    `select asset, partition, id as run from asset_run where state = 'running' and worker = any($1::text[]) order by id`,
    [workers],
  );
  return rows;
}

export type LogLine = {
  /** Counted from 1 within the run. */
  readonly line: number;
  readonly at: Date;
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly detail: unknown;
};

export async function appendLog(on: Queryable, run: bigint, lines: readonly LogLine[]): Promise<void> {
  if (lines.length === 0) return;
  await on.query(
    `insert into asset_log (run, line, at, level, event, detail)
     select $1, line, at, level, event, detail from jsonb_to_recordset($2::jsonb)
       as l (line integer, at timestamptz, level text, event text, detail jsonb)
     on conflict do nothing`,
    [run, jsonbText(lines)],
  );
}

/** The kept result of one piece of work, when it was made from the same inputs. `Result` is what was saved by this name. */
export async function loadCheckpoint<Result>(
  on: Queryable,
  { asset, partition, name, inputs }: PlaceKey & { readonly name: string; readonly inputs: RunInputs },
): Promise<{ readonly result: Result } | null> {
  const { rows } = await on.query<{ result: Result }>(
    'select result from asset_checkpoint where asset = $1 and partition = $2 and name = $3 and inputs = $4',
    [asset, partition, name, JSON.stringify(inputs)],
  );
  return rows[0] ?? null;
}

export async function saveCheckpoint(
  on: Queryable,
  {
    asset,
    partition,
    name,
    inputs,
    result,
  }: PlaceKey & { readonly name: string; readonly inputs: RunInputs; readonly result: unknown },
): Promise<void> {
  await on.query(
    `insert into asset_checkpoint (asset, partition, name, inputs, result) values ($1, $2, $3, $4, $5)
     on conflict (asset, partition, name) do update set inputs = excluded.inputs, result = excluded.result`,
    [asset, partition, name, JSON.stringify(inputs), JSON.stringify(result)],
  );
}
