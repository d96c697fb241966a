import { networkOf } from '@pooltool/codec';
import { runDaemon } from '@pooltool/shared-utils/daemon';
import { openFirebaseReader, readServiceAccount } from '@pooltool/shared-utils/firebase';
import { onlyOne, openStore } from '@pooltool/store';
import { networkRoot } from '@pooltool/store/documents';
import { config } from './config.ts';
import { followClients } from './follow-clients.ts';

const name = 'client-writes';

await runDaemon({
  name,
  config,
  acquireSingleton: onlyOne(name),
  start: async (context) => {
    const { config, metrics, resources, log } = context;
    const network = await networkOf(config.NETWORK);
    const root = networkRoot(network);
    const pool = await openStore(name, context, network);
    const reader = openFirebaseReader({
      databaseUrl: config.FIREBASE_DATABASE_URL,
      root,
      serviceAccount: await readServiceAccount(config.FIREBASE_SERVICE_ACCOUNT),
      count: metrics.countBilled,
      timeoutMs: 10_000,
    });
    resources.onClose('firebase', () => reader.close());
    const following = await followClients({ ...context, pool, reader, mostAlerts: config.CLIENT_WRITES_MOST_ALERTS });
    log.info({ network: network.name, root }, 'clients.followed');
    return {
      http: { port: config.CLIENT_WRITES_PORT },
      done: following.ended,
      stop: () => following.ended,
      ready: async () => {
        await pool.query('select 1');
        return { database: { ok: true }, firebase: following.firebase(), writes: following.writes() };
      },
    };
  },
});
