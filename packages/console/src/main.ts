import { runDaemon } from '@pooltool/shared-utils/daemon';
import { openPool } from '@pooltool/shared-utils/pg';
import { demandCurrentSchema } from '@pooltool/store';
import { makeAccess } from './access/access.ts';
import { makeActions } from './actions/actions.ts';
import { config } from './config.ts';
import { startLive } from './live/live.ts';
import { consoleRoutes } from './routes.ts';

await runDaemon({
  name: 'console',
  config,
  start: async ({ config, clock, log, signal, resources }) => {
    const pool = openPool({
      connectionString: config.DATABASE_URL,
      applicationName: 'console',
      onConnectionLost: (error) => log.warn({ error }, 'database.connection-lost'),
    });
    resources.onClose('database', () => pool.end());
    await demandCurrentSchema(pool);
    const live = await startLive({ pool, clock, log, signal });
    resources.onClose('live view', () => live.close());
    const settings = {
      passwordHash: config.CONSOLE_PASSWORD_HASH,
      tokenHash: config.CONSOLE_TOKEN_HASH,
      origin: config.CONSOLE_ORIGIN,
    };
    const access = makeAccess({ settings, clock, log });
    const actions = makeActions({ pool, log });
    return {
      http: {
        host: config.CONSOLE_HOST,
        port: config.CONSOLE_PORT,
        // Forms and the actions of programs are short.
        bodyBytes: 16_384,
        routes: (server) => consoleRoutes(server, { pool, clock, live, access, actions }),
      },
      ready: async () => {
        await pool.query('select 1');
        return { database: { ok: true } };
      },
    };
  },
});
