import { type Clock, systemClock } from '@pooltool/shared-utils/clock';
import { buildServer, listen } from '@pooltool/shared-utils/http';
import { memoryLog } from '@pooltool/shared-utils/log';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import type { Pool } from '@pooltool/shared-utils/pg';
import { type AccessSettings, makeAccess } from '../src/access/access.ts';
import { makeActions } from '../src/actions/actions.ts';
import { startLive } from '../src/live/live.ts';
import { consoleRoutes } from '../src/routes.ts';

/** The console on a free port, as its daemon serves it. */
export async function serveConsole(
  pool: Pool,
  { settings = {}, clock = systemClock }: { readonly settings?: AccessSettings; readonly clock?: Clock } = {},
) {
  const log = memoryLog();
  const metrics = makeMetrics({ daemon: 'console', processMetrics: false });
  const server = buildServer({ log, metrics, limits: { bodyBytes: 16_384 } });
  const live = await startLive({ pool, clock: systemClock, log, signal: new AbortController().signal });
  const access = makeAccess({ settings, clock, log });
  await consoleRoutes(server, { pool, clock, live, access, actions: makeActions({ pool, log }) });
  const { address, close } = await listen(server, { host: '127.0.0.1', port: 0 });
  return { address, close, log };
}
