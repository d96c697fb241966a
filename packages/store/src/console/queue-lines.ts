import type { Queryable } from '@pooltool/shared-utils/pg';

export interface QueueLine {
  readonly queue: string;
  /** jobs that wait, counted now */
  readonly waiting: number;
  /** since when the oldest of them waits */
  readonly since: Date | null;
  /** under way and failed for good, when pg-boss last counted them */
  readonly active: number;
  readonly failed: number;
  /** null: never yet */
  readonly countedAt: Date | null;
}

/**
 * pg-boss's queues. Waiting jobs are counted live through the index of those that wait, because a queue without a worker
 * is the one to look at and nobody counts it; the others are pg-boss's own counts.
 */
export async function loadQueueLines(on: Queryable): Promise<QueueLine[]> {
  const { rows } = await on.query<QueueLine>({
    name: 'console-queue-lines',
    text: `
      select q.name as queue, coalesce(w.waiting, 0) as waiting, w.since, q.active_count as active,
             q.failed_count as failed, q.monitor_on as "countedAt"
      from pgboss.queue q
      left join (
        select name, count(*)::int4 as waiting, min(created_on) as since
        from pgboss.job where state < 'active' group by name
      ) w on w.name = q.name
      where q.name !~ '^__pgboss'
      order by q.name`,
  });
  return rows;
}
