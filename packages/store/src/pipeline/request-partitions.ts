import type { Transaction } from '@pooltool/shared-utils/pg';
import { announce, announceAll } from './announce.ts';
import { columnsOf } from './place-columns.ts';
import type { PlaceKey } from './rows.ts';

/**
 * Asks for partitions; the caller holds the planning lock. One that is running is asked for once more; one that waits
 * for a retry waits no longer and has all its tries again.
 */
export async function requestPartitions(
  tx: Transaction,
  places: readonly (PlaceKey & { readonly position: number })[],
  requestedBy: string,
): Promise<void> {
  if (places.length === 0) return;
  const { rows } = await tx.query<PlaceKey & { run: bigint | null }>(
    `insert into asset_partition as had (asset, partition, position, state, requested_by, changed_at)
     select asset, partition, position, 'requested', $4, now()
     from unnest($1::text[], $2::text[], $3::int8[]) with ordinality as asked (asset, partition, position, nr)
     order by nr
     on conflict (asset, partition) do update set
       state        = case when had.state = 'running' then 'running' else 'requested' end,
       rerun        = had.state = 'running',
       failures     = case when had.state = 'running' then had.failures else 0 end,
       -- What killed a worker runs alone until it comes through once.
       deaths       = case when had.state = 'running' then had.deaths else least(had.deaths, 1) end,
       not_before   = null,
       requested_by = case when had.state in ('running', 'requested') then had.requested_by else excluded.requested_by end,
       changed_at   = now()
     returning asset, partition, run`,
    [
      places.map(({ asset }) => asset),
      places.map(({ partition }) => partition),
      places.map(({ position }) => position),
      requestedBy,
    ],
  );
  // Who asks wants it made from nothing; only a retry goes on from where the last try was.
  await tx.query(
    `delete from asset_checkpoint c using unnest($1::text[], $2::text[]) as asked (asset, partition)
     where c.asset = asked.asset and c.partition = asked.partition`,
    columnsOf(places),
  );
  await announceAll(
    tx,
    rows.map(({ asset, partition, run }) => ({ asset, partition, state: 'requested', run: run?.toString() ?? null })),
  );
}

/**
 * Takes a partition that is requested or running out of the pipeline; its run, if any, saves nothing any more.
 * False when there was nothing to cancel. From now on `requested_by` says who cancelled it; its run keeps who asked.
 */
export async function cancelPartition(tx: Transaction, { asset, partition }: PlaceKey, by: string): Promise<boolean> {
  const { rows } = await tx.query<{ run: bigint | null; running: boolean }>(
    `with had as (
       select run, state = 'running' as running from asset_partition
       where asset = $1 and partition = $2 and state in ('requested', 'running') for update
     )
     update asset_partition p set state = 'cancelled', rerun = false, not_before = null, requested_by = $3,
                                  changed_at = now()
     from had where p.asset = $1 and p.partition = $2
     returning had.run, had.running`,
    [asset, partition, by],
  );
  const had = rows[0];
  if (had === undefined) return false;
  if (had.running) {
    await tx.query(`update asset_run set state = 'cancelled', finished_at = now() where id = $1`, [had.run]);
  }
  await announce(tx, { asset, partition, state: 'cancelled', run: had.run?.toString() ?? null });
  return true;
}
