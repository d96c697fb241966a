import type { Transaction } from '@pooltool/shared-utils/pg';
import type { JobData } from '../jobs/json.ts';
import { publishAll } from '../jobs/publish.ts';

/** Something a person may want to be told: what it says is fixed now, to whom and how is the channels' affair. */
export type Notice = {
  /** The same for the same event in every run and after every restart: nobody is told twice for one key. */
  readonly key: string;
  /** What happened, from the catalogue of notices, such as `block_minted`: channels subscribe to kinds. */
  readonly kind: string;
  /** Whom it is about, such as a pool or a stake credential. */
  readonly subject: string;
  /** Of the chain event behind it: a roll backward before it withdraws the notice. null when none can. */
  readonly slot: number | null;
  readonly payload: JobData;
};

/** What a channel's worker is handed. */
export type NoticeJob = Notice;

/** The event channels subscribe to with `jobs.subscribe`. */
export const noticeEvent = (kind: string): string => `notice.${kind}`;

/** In the transaction of the event. Does nothing when the key was used before and not withdrawn. */
export async function enqueueNotice(tx: Transaction, notice: Notice): Promise<void> {
  await enqueueNotices(tx, [notice]);
}

/**
 * Many at once; of equal keys the first counts. A withdrawn one is enqueued again with its new payload, in those
 * channels that had not sent it. One statement, and one a queue. @returns how many were enqueued
 */
export async function enqueueNotices(tx: Transaction, notices: readonly Notice[]): Promise<number> {
  const byKey = new Map<string, Notice>();
  for (const notice of notices) if (!byKey.has(notice.key)) byKey.set(notice.key, notice);
  if (byKey.size === 0) return 0;

  const { rows: enqueued } = await tx.query<{ key: string }>(
    `insert into notice as had (key, kind, subject, slot, payload)
     select key, kind, subject, slot, payload
     from jsonb_to_recordset($1::jsonb) as n (key text, kind text, subject text, slot bigint, payload jsonb)
     order by key
     on conflict (key) do update set kind = excluded.kind, subject = excluded.subject, slot = excluded.slot,
       payload = excluded.payload, created_at = now(), state = 'enqueued'
     where had.state = 'withdrawn'
     returning key`,
    [JSON.stringify([...byKey.values()])],
  );
  await publishAll(
    tx,
    enqueued.flatMap(({ key }) => {
      const notice = byKey.get(key);
      return notice === undefined ? [] : [{ event: noticeEvent(notice.kind), data: notice, key }];
    }),
  );
  return enqueued.length;
}
