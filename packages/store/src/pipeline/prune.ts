import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import type { PlaceKey } from './rows.ts';

/** True for the only transaction that prunes now; the others leave it to that one. */
export async function tryLockPruning(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.query<{ free: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('pipeline pruning', 0)) as free`,
  );
  return rows[0]?.free === true;
}

export type OldRun = PlaceKey & { readonly run: bigint };

/**
 * Runs beyond the latest `keep` of their partitions, that neither stand nor were the last: of the next `partitions`
 * partitions after `after`. `next` is where to go on; null: all were looked at.
 */
export async function loadOldRuns(
  on: Queryable,
  {
    assets,
    after,
    partitions,
    keep,
  }: {
    readonly assets: readonly string[];
    readonly after: PlaceKey | null;
    readonly partitions: number;
    readonly keep: number;
  },
): Promise<{ readonly runs: readonly OldRun[]; readonly next: PlaceKey | null }> {
  const { rows: looked } = await on.query<PlaceKey>(
    `select asset, partition from asset_partition
     where asset = any($1) and (asset, partition) > ($2, $3) order by asset, partition limit $4`,
    [assets, after?.asset ?? '', after?.partition ?? '', partitions],
  );
  const last = looked.at(-1);
  if (last === undefined) return { runs: [], next: null };
  const { rows: runs } = await on.query<OldRun>(
    `select p.asset, p.partition, old.id as run
     from asset_partition p
     cross join lateral (
       select id from asset_run r where r.asset = p.asset and r.partition = p.partition order by id desc offset $5
     ) as old
     where p.asset = any($1) and (p.asset, p.partition) > ($2, $3) and (p.asset, p.partition) <= ($4, $6)
       and old.id is distinct from p.materialization and old.id is distinct from p.run
     order by old.id`,
    [assets, after?.asset ?? '', after?.partition ?? '', last.asset, keep, last.partition],
  );
  return { runs, next: looked.length < partitions ? null : last };
}

/** With their checks and log lines. A run that stands by now is refused by the reference to it. */
export async function deleteRuns(tx: Transaction, runs: readonly bigint[]): Promise<number> {
  const { rowCount } = await tx.query('delete from asset_run where id = any($1)', [runs]);
  return rowCount ?? 0;
}

/** What only a retry would have gone on from, where none comes: whoever asks again has it made from nothing. */
export async function deleteUselessCheckpoints(on: Queryable, limit: number): Promise<number> {
  const { rowCount } = await on.query(
    `delete from asset_checkpoint where (asset, partition, name) in (
       select c.asset, c.partition, c.name
       from asset_checkpoint c join asset_partition p on p.asset = c.asset and p.partition = c.partition
       where p.state in ('ok', 'failed', 'cancelled') limit $1
     )`,
    [limit],
  );
  return rowCount ?? 0;
}

/** However old they are: a clock that leaps must not empty the table. */
const TICKS_KEPT = 100;

/** Looks of sensors: those that found nothing after an hour, the others after `keepDays`. */
export async function deleteOldTicks(
  on: Queryable,
  { keepDays, limit }: { readonly keepDays: number; readonly limit: number },
): Promise<number> {
  const { rowCount } = await on.query(
    `delete from sensor_tick where (sensor, tick) in (
       select t.sensor, t.tick from sensor s
       cross join lateral (
         select sensor, tick from sensor_tick
         where sensor = s.name and tick <= s.tick - ${TICKS_KEPT}
           and at < now() - case outcome when 'skipped' then interval '1 hour' else $1 * interval '1 day' end
         order by at limit $2
       ) as t
     )`,
    [keepDays, limit],
  );
  return rowCount ?? 0;
}
