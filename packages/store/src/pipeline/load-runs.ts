import type { Queryable } from '@pooltool/shared-utils/pg';
import type { CheckRow, StepTime } from './finish-run.ts';
import type { PlaceKey, RunError, RunInputs, RunState, RunStep } from './rows.ts';
import type { LogLine } from './run-progress.ts';

export type RunRow = PlaceKey & {
  readonly run: bigint;
  readonly attempt: number;
  readonly state: RunState;
  readonly step: RunStep;
  readonly steps: readonly StepTime[];
  readonly worker: string;
  readonly version: number;
  readonly requestedBy: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly inputs: RunInputs;
  /** {name: {kind, value, …}} */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly error: RunError | null;
};

const SELECT = `
  select id as run, asset, partition, attempt, state, step, steps, worker, version, requested_by as "requestedBy",
         started_at as "startedAt", finished_at as "finishedAt", inputs, metadata, error
  from asset_run`;

/** The latest runs, newest first: of one partition, of one asset, or of all. */
export async function loadRuns(
  on: Queryable,
  {
    asset = null,
    partition = null,
    limit = 50,
  }: { asset?: string | null; partition?: string | null; limit?: number } = {},
): Promise<RunRow[]> {
  const { rows } = await on.query<RunRow>(
    `${SELECT} where ($1::text is null or asset = $1) and ($2::text is null or partition = $2) order by id desc limit $3`,
    [asset, partition, limit],
  );
  return rows;
}

export type RunPage = RunRow & { readonly checks: readonly CheckRow[]; readonly lines: readonly LogLine[] };

/** Everything about one run; null when there is none of this number. */
export async function loadRunPage(on: Queryable, run: bigint): Promise<RunPage | null> {
  const { rows } = await on.query<RunRow>(`${SELECT} where id = $1`, [run]);
  const row = rows[0];
  if (row === undefined) return null;
  const { rows: checks } = await on.query<CheckRow>(
    'select name, severity, passed, detail from asset_check where run = $1 order by name',
    [run],
  );
  const { rows: lines } = await on.query<LogLine>(
    'select line, at, level, event, detail from asset_log where run = $1 order by line',
    [run],
  );
  return { ...row, checks, lines };
}

export type MetadataPoint = {
  readonly partition: string;
  readonly run: bigint;
  readonly finishedAt: Date;
  readonly metadata: Readonly<Record<string, unknown>>;
};

/** The metadata of the materializations that stand now, ascending: what the console plots over partitions. */
export async function loadMetadataHistory(on: Queryable, asset: string, limit = 1_000): Promise<MetadataPoint[]> {
  const { rows } = await on.query<MetadataPoint>(
    `select p.partition, r.id as run, r.finished_at as "finishedAt", r.metadata
     from asset_partition p join asset_run r on r.id = p.materialization
     where p.asset = $1 order by p.position desc limit $2`,
    [asset, limit],
  );
  return rows.reverse();
}
