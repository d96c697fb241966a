/** The backend before ours as a process: the same HTTP server as our consumer's, behind it one commit an event. */
import { buildServer } from '../../../packages/shared-utils/src/http/index.ts';
import { makeLog } from '../../../packages/shared-utils/src/log/index.ts';
import { makeMetrics } from '../../../packages/shared-utils/src/metrics/index.ts';
import { openPool } from '../../../packages/shared-utils/src/pg/index.ts';
import { openOldBackend } from './old-backend.ts';

const daemon = 'old-backend';
const [databaseUrl = '', port = ''] = process.argv.slice(2);
const pool = openPool({ connectionString: databaseUrl, applicationName: daemon, max: 1 });
const handle = await openOldBackend(pool);
const server = buildServer({
  log: makeLog({ daemon, level: 'warn' }),
  metrics: makeMetrics({ daemon, processMetrics: false }),
  limits: { bodyBytes: 8 * 1024 * 1024 },
});
server.post('/ouraconsume', async ({ body }) => {
  // An event's payload is the one field that is none of the envelope's.
  const { context, fingerprint, variant, timestamp: _timestamp, ...payload } = { ...Object(body) };
  await handle({
    variant: String(variant),
    context: Object(context),
    payload: Object.values(payload)[0],
    fingerprint: typeof fingerprint === 'string' ? fingerprint : null,
  });
  return { success: true, message: '' };
});
await server.listen({ host: '127.0.0.1', port: Number(port) });
process.once('SIGINT', () => void server.close().then(() => pool.end()));
