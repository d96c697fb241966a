import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import { buildServer, type HttpServer } from '@pooltool/shared-utils/http';
import { type MemoryLog, memoryLog } from '@pooltool/shared-utils/log';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import { openPool, type Pool } from '@pooltool/shared-utils/pg';
import { type Archive, NOTHING_ARCHIVED } from '@pooltool/store/archive';
import { keyBook } from '@pooltool/store/keys';
import { openPostgresInbox } from '@pooltool/tip-inbox';
import { onTestFinished } from 'vitest';
import { apiRoutes, type ServingParts } from '../src/api-routes.ts';
import type { Turns } from '../src/conventions/turns.ts';
import { sendslotsRoute } from '../src/slots/sendslots-route.ts';
import { slotsIntakeOf } from '../src/slots/take-slots.ts';
import { LARGEST_BODY_BYTES } from '../src/start.ts';
import { reportRoutes } from './tips/report-routes.ts';

export const PUBLIC_URL = 'https://api.test';

/** Nobody waits for anybody. */
export const AT_ONCE: Turns = (work) => work();

/** An archive that nothing was moved to. */
export const EMPTY_ARCHIVE: Archive = { entriesOf: async () => NOTHING_ARCHIVED };

export interface ServedApi {
  readonly server: HttpServer;
  readonly clock: ManualClock;
  readonly log: MemoryLog;
}

/** The API as its daemon serves it, asked without a network. */
export function serveApi(parts: Pick<ServingParts, 'pool' | 'network'> & Partial<ServingParts>): ServedApi {
  const log = memoryLog();
  const clock = manualClock(Date.UTC(2026, 0, 2));
  const server = buildServer({
    log,
    clock,
    metrics: makeMetrics({ daemon: 'rest-api', processMetrics: false }),
    limits: { bodyBytes: LARGEST_BODY_BYTES },
    trustProxy: 'loopback',
  });
  apiRoutes(server, {
    archive: EMPTY_ARCHIVE,
    inTurn: AT_ONCE,
    clock,
    publicUrl: PUBLIC_URL,
    origins: '*',
    allowance: { perSecond: 1_000, burst: 1_000_000 },
    posts: [
      ...reportRoutes({ clock, network: parts.network, inbox: openPostgresInbox({ pool: parts.pool }) }).routes,
      sendslotsRoute({
        take: slotsIntakeOf({ ...parts, clock, keys: () => keyBook([], new Map()), onFailure: () => {} }),
      }),
    ],
    ...parts,
  });
  return { server, clock, log };
}

/** For tests of what never gets as far as the database: nothing listens there. */
export function unreachablePool(): Pool {
  const pool = openPool({ connectionString: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test' });
  onTestFinished(() => pool.end());
  return pool;
}
