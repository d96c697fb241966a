import { listen, openPool } from '@pooltool/shared-utils/pg';
import type { PgBoss } from 'pg-boss';

type Listen = NonNullable<ReturnType<PgBoss['getDb']>['listen']>;

/**
 * How pg-boss hears of new jobs, on our own listener instead of its own: pg-boss 12.35 takes every listener off its
 * connection before it ends it, so that PostgreSQL stopping at that moment ends the process with an uncaught error.
 */
export function listenForJobs(on: { readonly connectionString: string; readonly applicationName: string }): Listen {
  return async (channel, onNotification, onReconnect) => {
    const pool = openPool({ ...on, max: 1 });
    const listening = await listen(pool, channel, onNotification, { onReconnect });
    onReconnect();
    return {
      close: async () => {
        await listening.close();
        await pool.end();
      },
    };
  };
}
