import { inTransaction, type Pool, type Queryable } from '@pooltool/shared-utils/pg';
import type { JobData } from '../jobs/json.ts';
import { jobIdOf } from '../jobs/publish.ts';
import type { QueueDefinition } from '../jobs/queues.ts';
import type { Notice } from './enqueue-notice.ts';

/**
 * For a channel's worker, just before it sends what a job of its queue is about: the notice as it stands now, which may
 * say more truly what the job said when it was enqueued. From then on it counts as told. Null when it was withdrawn while
 * the worker had the job in hand and it could not be taken back: nothing is to be sent, and the job is gone.
 *
 * The notice is held while this is decided, so that worker and chain decide one after the other. A chain that has the
 * event again either waits until the job is gone and enqueues another, or its notice stands and this job tells it: it is
 * never lost between the two. And a chain that takes the event back knows whether anybody was told.
 */
export async function noticeToTell(
  pool: Pool,
  { queue, key }: { readonly queue: QueueDefinition; readonly key: string },
): Promise<Notice | null> {
  return inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<Row>(
      `select kind, subject, slot, payload, state from notice where key = $1 for no key update`,
      [key],
    );
    const [row] = rows;
    if (row?.state === 'enqueued') {
      const { kind, subject, slot, payload } = row;
      await tx.query(`update notice set told_at = now() where key = $1 and told_at is null`, [key]);
      return { key, kind, subject, slot: slot === null ? null : Number(slot), payload };
    }
    await tx.query(`delete from pgboss.job where name = $1 and id = $2`, [queue.name, jobIdOf(key)]);
    return null;
  });
}

interface Row {
  readonly kind: string;
  readonly subject: string;
  readonly slot: bigint | null;
  readonly payload: JobData;
  readonly state: 'enqueued' | 'withdrawn';
}

/** Of these keys those that a worker was handed to tell, in any channel, whether or not they stand any more. */
export async function toldKeys(on: Queryable, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await on.query<{ key: string }>({
    name: 'told-keys',
    text: `select key from notice where key = any($1::text[]) and told_at is not null`,
    values: [keys],
  });
  return new Set(rows.map(({ key }) => key));
}
