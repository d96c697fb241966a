import { customNetwork } from '@pooltool/domain';
import { startObjectStore } from '@pooltool/local-cloud';
import { type ObjectStore, openObjectStore } from '@pooltool/shared-utils/aws';
import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import { buildServer, listen } from '@pooltool/shared-utils/http';
import { type MemoryLog, memoryLog } from '@pooltool/shared-utils/log';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import type { Pool } from '@pooltool/shared-utils/pg';
import { requestVerifier } from '@pooltool/shared-utils/signed-request';
import { type ArrivalOutcome, claimNetwork } from '@pooltool/store';
import { createTestDatabase } from '@pooltool/store/testing';
import { legacyRoutes } from '../src/legacy/legacy-routes.ts';
import { cnodeRoutes, LARGEST_BODY_BYTES } from '../src/routes.ts';

export const SECRET = 'a secret that both servers hold, long enough';
export const DEVNET = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 0 });

const BUCKET = 'ledger';

/** The DATABASE server of a test: PostgreSQL and an object store that stay, an HTTP server that can go and come back. */
export interface DatabaseServerOfTest {
  readonly pool: Pool;
  readonly objects: ObjectStore;
  readonly clock: ManualClock;
  readonly log: MemoryLog;
  /** what the arrivals did, in order */
  readonly outcomes: readonly ArrivalOutcome[];
  /** of the HTTP server; the port stays when it comes back */
  url(): string;
  up(): Promise<void>;
  down(): Promise<void>;
  close(): Promise<void>;
}

/** `legacyFrom`: who may use the routes of the old CNODE server; they are not there without it. */
export async function startDatabaseServer({ legacyFrom }: { legacyFrom?: string } = {}): Promise<DatabaseServerOfTest> {
  const database = await createTestDatabase();
  await claimNetwork(database.pool, DEVNET);
  const s3 = await startObjectStore({ buckets: [BUCKET] });
  const objects = openObjectStore({ bucket: BUCKET, region: 'us-west-2', endpoint: s3.url, count: () => {} });
  const clock = manualClock(Date.UTC(2026, 0, 2));
  const log = memoryLog();
  const outcomes: ArrivalOutcome[] = [];
  let listening: Awaited<ReturnType<typeof listen>> | undefined;
  let port = 0;

  const server: DatabaseServerOfTest = {
    pool: database.pool,
    objects,
    clock,
    log,
    outcomes,
    url: () => `http://127.0.0.1:${port}`,
    async up() {
      const http = buildServer({
        log,
        metrics: makeMetrics({ daemon: 'test', processMetrics: false }),
        limits: { bodyBytes: LARGEST_BODY_BYTES },
      });
      const verify = requestVerifier({ secret: SECRET, nowMs: () => clock.now() });
      const observe = (outcome: ArrivalOutcome) => outcomes.push(outcome);
      const routes = { pool: database.pool, objects, network: DEVNET, clock, log, verify, observe };
      await cnodeRoutes(http, routes);
      if (legacyFrom !== undefined) await legacyRoutes(http, routes, legacyFrom);
      listening = await listen(http, { host: '127.0.0.1', port });
      ({ port } = listening);
    },
    async down() {
      await listening?.close();
      listening = undefined;
    },
    async close() {
      await server.down();
      objects.close();
      await s3.stop();
      await database.close();
    },
  };
  await server.up();
  return server;
}
