import { networkOf } from '@pooltool/codec';
import { objectStoreConnection, openObjectStore } from '@pooltool/shared-utils/aws';
import type { DaemonContext, RunningDaemon } from '@pooltool/shared-utils/daemon';
import { requestVerifier } from '@pooltool/shared-utils/signed-request';
import { openStore, readNetwork } from '@pooltool/store';
import type { config } from './config.ts';
import { legacyRoutes } from './legacy/legacy-routes.ts';
import { arrivalMetrics, liveMetrics } from './metrics.ts';
import { cnodeRoutes, LARGEST_BODY_BYTES } from './routes.ts';

/** Opens what the daemon needs and puts its parts together. */
export async function start(context: DaemonContext<(typeof config)['settings']>): Promise<RunningDaemon> {
  const { config: given, log, clock, metrics, resources } = context;
  const network = await networkOf(given.NETWORK);
  const pool = await openStore('cnode-api', context, network);
  const objects = openObjectStore(objectStoreConnection(given, metrics.countBilled));
  resources.onClose('object store', () => objects.close());
  const verify = requestVerifier({
    secret: given.CNODE_API_SECRET,
    secretBefore: given.CNODE_API_SECRET_BEFORE,
    nowMs: () => clock.now(),
  });
  const observe = arrivalMetrics(metrics);
  const live = liveMetrics(metrics);
  const routes = { pool, objects, network, clock, log, verify, observe, live };
  const legacyFrom = given.CNODE_API_LEGACY_FROM;
  if (legacyFrom !== undefined) log.warn({ from: legacyFrom }, 'legacy.routes-open');
  return {
    http: {
      host: given.CNODE_API_HOST,
      port: given.CNODE_API_PORT,
      bodyBytes: LARGEST_BODY_BYTES,
      routes: async (server) => {
        await cnodeRoutes(server, routes);
        if (legacyFrom !== undefined) await legacyRoutes(server, routes, legacyFrom);
      },
    },
    ready: async () => {
      await readNetwork(pool);
      return { database: { ok: true } };
    },
  };
}
