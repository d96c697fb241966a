import type { Transaction } from '@pooltool/shared-utils/pg';
import { withdrawPublications } from '../jobs/publish.ts';
import { enqueueNotices, type Notice } from './enqueue-notice.ts';

/** How many notices became what. */
export interface ReplacedNotices {
  /** for the first time, or again after a roll backward had withdrawn them */
  readonly enqueued: number;
  /** nobody had been told yet, and now they say something else */
  readonly restated: number;
  /** nobody had been told yet, and they are not true any more */
  readonly withdrawn: number;
}

/**
 * Makes `notices` all there is to be told of these kinds at this slot, in the transaction of what they tell: a fixed number
 * of statements, however many they are. What somebody was told already stays as it was told, whatever they say now.
 * Channels tell what stands when they ask (`noticeToTell`), not what a job said.
 */
export async function replaceUntold(
  tx: Transaction,
  { kinds, slot }: { readonly kinds: readonly string[]; readonly slot: number },
  notices: readonly Notice[],
): Promise<ReplacedNotices> {
  const withdrawn = await tx.query<{ key: string }>(
    `update notice set state = 'withdrawn'
     where slot = $1 and kind = any($2::text[]) and key <> all($3::text[]) and state = 'enqueued' and told_at is null
     returning key`,
    [slot, kinds, notices.map(({ key }) => key)],
  );
  await withdrawPublications(
    tx,
    withdrawn.rows.map(({ key }) => key),
  );
  const restated = await tx.query(
    `update notice had set payload = now.payload
     from jsonb_to_recordset($1::jsonb) as now (key text, payload jsonb)
     where had.key = now.key and had.state = 'enqueued' and had.told_at is null and had.payload <> now.payload`,
    [JSON.stringify(notices.map(({ key, payload }) => ({ key, payload })))],
  );
  const enqueued = await enqueueNotices(tx, notices);
  return { enqueued, restated: restated.rowCount ?? 0, withdrawn: withdrawn.rows.length };
}
