import { createHash } from 'node:crypto';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { bossIn } from './boss-in-transaction.ts';
import type { JobData } from './json.ts';

export type Publication = { readonly event: string; readonly data: JobData; readonly key: string };

/** One job in each queue that subscribed to the event, in the caller's transaction; for one key only once. */
export async function publish(
  tx: Transaction,
  event: string,
  data: JobData,
  { key }: { readonly key: string },
): Promise<void> {
  await publishAll(tx, [{ event, data, key }]);
}

/** Many at once: one statement a queue. */
export async function publishAll(tx: Transaction, publications: readonly Publication[]): Promise<void> {
  const byQueue = new Map<string, { id: string; data: JobData }[]>();
  const queues = await queuesOf(tx, [...new Set(publications.map(({ event }) => event))]);
  for (const { event, data, key } of publications) {
    for (const queue of queues.get(event) ?? []) {
      const jobs = byQueue.get(queue) ?? [];
      jobs.push({ id: jobIdOf(key), data });
      byQueue.set(queue, jobs);
    }
  }
  // pg-boss skips ids it already has: a job that waits, runs or was done is not sent a second time.
  for (const [queue, jobs] of byQueue) await bossIn(tx).insert(queue, jobs);
}

async function queuesOf(on: Queryable, events: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await on.query<{ event: string; name: string }>(
    'select event, name from pgboss.subscription where event = any($1) order by event, name',
    [events],
  );
  const queues = new Map<string, string[]>();
  for (const { event, name } of rows) queues.set(event, [...(queues.get(event) ?? []), name]);
  return queues;
}

/** A uuid (version 8, of our own making) that is the same for one key in every process and for ever. */
export function jobIdOf(key: string): string {
  const bytes = createHash('sha256').update(key).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Takes back the jobs of these keys that no worker has begun, from all queues. Answers how many there were. */
export async function withdrawPublications(tx: Transaction, keys: readonly string[]): Promise<number> {
  // pg-boss deletes by id in whatever state; only here is the state part of the condition.
  // The names are there for the index, which begins with them.
  const { rowCount } = await tx.query(
    `delete from pgboss.job
     where name in (select name from pgboss.queue) and id = any($1::uuid[]) and state < 'active'`,
    [keys.map(jobIdOf)],
  );
  return rowCount ?? 0;
}
