import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { withdrawPublications } from '../jobs/publish.ts';

/**
 * For a roll backward to `slot`: what was to be told about later slots is withdrawn, and its jobs that nobody has begun
 * are taken back. What was sent stays sent. Answers how many notices were withdrawn.
 */
export async function withdrawNoticesAfter(tx: Transaction, slot: number): Promise<number> {
  const { rows } = await tx.query<{ key: string }>(
    `update notice set state = 'withdrawn' where slot > $1 and state = 'enqueued' returning key`,
    [slot],
  );
  if (rows.length > 0) {
    await withdrawPublications(
      tx,
      rows.map(({ key }) => key),
    );
  }
  return rows.length;
}

/**
 * For a channel's worker, just before it sends: a job that was begun could not be taken back any more. When the notice
 * does not stand, the worker sends nothing and calls `job.forget()`.
 */
export async function noticeStands(on: Queryable, key: string): Promise<boolean> {
  const { rows } = await on.query(`select from notice where key = $1 and state = 'enqueued'`, [key]);
  return rows.length === 1;
}
