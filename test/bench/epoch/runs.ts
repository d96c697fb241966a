import type { Pool } from '../../../packages/shared-utils/src/pg/index.ts';

/** A run of the measured boundary. */
export interface TimedRun {
  readonly asset: string;
  readonly partition: string;
  readonly seconds: number;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** load, compute, save, check; seconds */
  readonly steps: Readonly<Record<string, number>>;
}

/** These places were made since the run `after`, and nothing is left to do. @throws Error naming what failed */
export async function isAllDone(
  pool: Pool,
  { places, after }: { readonly places: readonly string[]; readonly after: bigint },
): Promise<boolean> {
  const { rows } = await pool.query<{ place: string; state: string; error: unknown }>(
    `select p.asset || '/' || p.partition as place, p.state, r.error
     from asset_partition p left join asset_run r on r.id = p.run
     where p.state <> 'ok' or p.materialization > $1`,
    [after],
  );
  const failed = rows.filter(({ state, error }) => state !== 'ok' && error !== null);
  if (failed.length > 0) throw new Error(`failed: ${JSON.stringify(failed)}`);
  const made = new Set(rows.map(({ place }) => place));
  return rows.every(({ state }) => state === 'ok') && places.every((place) => made.has(place));
}

/** Runs since the boundary. */
export async function runsAfter(pool: Pool, run: bigint): Promise<TimedRun[]> {
  const { rows } = await pool.query<{
    asset: string;
    partition: string;
    started_at: Date;
    finished_at: Date;
    steps: readonly { readonly name: string; readonly ms: number }[];
  }>(
    `select asset, partition, started_at, finished_at, steps from asset_run
     where id > $1 and finished_at is not null order by started_at`,
    [run],
  );
  return rows.map(({ asset, partition, started_at: startedAt, finished_at: finishedAt, steps }) => ({
    asset,
    partition,
    startedAt,
    finishedAt,
    seconds: (finishedAt.getTime() - startedAt.getTime()) / 1000,
    steps: Object.fromEntries(steps.map(({ name, ms }) => [name, ms / 1000])),
  }));
}

export async function lastRun(pool: Pool): Promise<bigint> {
  const { rows } = await pool.query<{ last: bigint }>('select coalesce(max(id), 0) as last from asset_run');
  return rows[0]?.last ?? 0n;
}
