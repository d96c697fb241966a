import { CHAIN_NOTICE_KINDS } from '@pooltool/domain';
import { memoryLog } from '@pooltool/shared-utils/log';
import type { Pool } from '@pooltool/shared-utils/pg';
import { channelQueue, openJobs } from '@pooltool/store/jobs';
import { type Notice, noticeEvent, noticeToTell } from '@pooltool/store/notices';

/** Somebody who is told: takes notices as a channel's worker does, and remembers what was said. */
export interface Channel {
  /**
   * What was taken up last time is said now, unless it does not stand any more; what waits is taken up. In between the
   * chain may go on or back, as it may while a worker is at work.
   */
  work(): Promise<void>;
  /** in the order in which it was said */
  readonly told: readonly Notice[];
}

const QUEUE = channelQueue('webhook');

/** Once a database: notices of the chain go to the channel from now on. */
export async function subscribeChannel(databaseUrl: string): Promise<void> {
  const jobs = await openJobs({ connectionString: databaseUrl, applicationName: 'channel', log: memoryLog() });
  for (const kind of CHAIN_NOTICE_KINDS) await jobs.subscribe(noticeEvent(kind), QUEUE);
  await jobs.close({ graceMs: 0 });
}

export function openChannel(pool: Pool): Channel {
  const told: Notice[] = [];
  let inHand: readonly { readonly id: string; readonly key: string }[] = [];
  return {
    told,
    async work() {
      for (const { id, key } of inHand) {
        const notice = await noticeToTell(pool, { queue: QUEUE, key });
        if (notice === null) continue;
        told.push(notice);
        await pool.query(
          `update pgboss.job set state = 'completed', completed_on = now() where name = $1 and id = $2`,
          [QUEUE.name, id],
        );
      }
      const { rows } = await pool.query<{ id: string; key: string }>(
        `with begun as (
           update pgboss.job set state = 'active', started_on = now() where name = $1 and state = 'created'
           returning id::text, data ->> 'key' as key, created_on
         ) select id, key from begun order by created_on, key`,
        [QUEUE.name],
      );
      inHand = rows;
    },
  };
}
