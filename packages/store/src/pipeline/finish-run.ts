import type { Transaction } from '@pooltool/shared-utils/pg';
import { announce, type PipelineChange } from './announce.ts';
import type { PlaceKey, RunError } from './rows.ts';
import { jsonbText } from './storable-text.ts';

export type RunKey = PlaceKey & { readonly run: bigint };
export type StepTime = { readonly name: string; readonly ms: number };
export type CheckRow = {
  readonly name: string;
  readonly severity: 'blocking' | 'warning';
  readonly passed: boolean;
  readonly detail: unknown;
};
/** What a run left behind, however it ended. */
export type RunRecord = {
  readonly steps: readonly StepTime[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly checks: readonly CheckRow[];
};

/** True when the run still owns its partition; until the transaction ends nobody can take it away. */
export async function holdRun(tx: Transaction, { asset, partition, run }: RunKey): Promise<boolean> {
  const { rows } = await tx.query(
    `select from asset_partition where asset = $1 and partition = $2 and run = $3 and state = 'running' for update`,
    [asset, partition, run],
  );
  return rows.length === 1;
}

/** The held run's result stands from now on. Its checkpoints are of no more use. */
export async function finishOk(tx: Transaction, key: RunKey, record: RunRecord): Promise<void> {
  await closeRun(tx, key.run, 'ok', record, null);
  await tx.query('delete from asset_checkpoint where asset = $1 and partition = $2', [key.asset, key.partition]);
  await leave(
    tx,
    key,
    `state = case when rerun then 'requested' else 'ok' end, materialization = run, failures = 0, deaths = 0`,
  );
}

/** The held run failed. With `retryInMs` it is tried again then; asked for meanwhile, it is tried at once. */
export async function finishFailed(
  tx: Transaction,
  key: RunKey,
  {
    record,
    error,
    retryInMs,
  }: { readonly record: RunRecord; readonly error: RunError; readonly retryInMs: number | null },
): Promise<void> {
  await closeRun(tx, key.run, 'failed', record, error);
  await leave(
    tx,
    key,
    `state      = case when rerun or $4::float8 is not null then 'requested' else 'failed' end,
     failures   = case when rerun then 0 else failures + 1 end,
     not_before = case when rerun then null else now() + $4::float8 * interval '1 millisecond' end`,
    [retryInMs],
  );
}

/** The held run was stopped before its end and through no fault of its own: it is to be done again, at once. */
export async function finishInterrupted(
  tx: Transaction,
  key: RunKey,
  { record, error }: { readonly record: RunRecord; readonly error: RunError },
): Promise<void> {
  await closeRun(tx, key.run, 'interrupted', record, error);
  await leave(tx, key, `state = 'requested'`);
}

async function leave(tx: Transaction, key: RunKey, changes: string, more: readonly unknown[] = []): Promise<void> {
  const { rows } = await tx.query<{ state: PipelineChange['state'] }>(
    `update asset_partition set ${changes}, rerun = false, changed_at = now()
     where asset = $1 and partition = $2 and run = $3 returning state`,
    [key.asset, key.partition, key.run, ...more],
  );
  const left = rows[0];
  if (left === undefined) return;
  await announce(tx, { asset: key.asset, partition: key.partition, state: left.state, run: key.run.toString() });
}

async function closeRun(
  tx: Transaction,
  run: bigint,
  state: 'ok' | 'failed' | 'interrupted',
  { steps, metadata, checks }: RunRecord,
  error: RunError | null,
): Promise<void> {
  // clock_timestamp: now() is the start of this transaction, before a long save.
  await tx.query(
    `update asset_run set state = $2, finished_at = clock_timestamp(), steps = $3, metadata = $4, error = $5 where id = $1`,
    [run, state, JSON.stringify(steps), jsonbText(metadata), error === null ? null : jsonbText(error)],
  );
  if (checks.length === 0) return;
  await tx.query(
    `insert into asset_check (run, name, severity, passed, detail)
     select $1, name, severity, passed, detail
     from jsonb_to_recordset($2::jsonb) as c (name text, severity text, passed boolean, detail jsonb)`,
    [run, jsonbText(checks.map((check) => ({ ...check, detail: check.detail ?? {} })))],
  );
}
