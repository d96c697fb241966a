import type { Transaction } from '@pooltool/shared-utils/pg';
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
