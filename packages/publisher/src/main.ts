import { networkOf } from '@pooltool/codec';
import { objectStoreConnection, openObjectStore } from '@pooltool/shared-utils/aws';
import { makeBell } from '@pooltool/shared-utils/clock';
import { runDaemon } from '@pooltool/shared-utils/daemon';
import { openFirebase, readServiceAccount } from '@pooltool/shared-utils/firebase';
import { listen } from '@pooltool/shared-utils/pg';
import { onlyOne, openStore } from '@pooltool/store';
import { openArchive } from '@pooltool/store/archive';
import { DOCUMENTS_CHANNEL, markNeverDrawn, networkRoot } from '@pooltool/store/documents';
import { config } from './config.ts';
import { documentDrain } from './drain/drain.ts';
import { startDrainLoop } from './drain/drain-loop.ts';
import { forgettingOldHeights } from './drain/forget-old-heights.ts';
import { ALWAYS_THERE } from './families.ts';
import { drainMetrics } from './metrics.ts';

const name = 'publisher';

await runDaemon({
  name,
  config,
  acquireSingleton: onlyOne(name),
  start: async (context) => {
    const { config, clock, log, metrics, resources, signal } = context;
    const network = await networkOf(config.NETWORK);
    const root = networkRoot(network);
    const pool = await openStore(name, context, network);
    const serviceAccount = await readServiceAccount(config.FIREBASE_SERVICE_ACCOUNT);
    const firebase = openFirebase({
      databaseUrl: config.FIREBASE_DATABASE_URL,
      root,
      serviceAccount,
      count: metrics.countBilled,
      timeoutMs: 10_000,
    });
    resources.onClose('firebase', () => firebase.close());
    const connection = objectStoreConnection(config, metrics.countBilled);
    const objects = openObjectStore({ ...connection, bucket: config.DOCUMENTS_BUCKET ?? connection.bucket });
    const archived = openObjectStore(connection);
    resources.onClose('archive', () => archived.close());
    resources.onClose('object store', () => objects.close());
    const bell = makeBell(clock);
    const listening = await listen(pool, DOCUMENTS_CHANNEL, bell.ring, { onReconnect: bell.ring });
    resources.onClose('marks', () => listening.close());
    const { observe, observePass } = drainMetrics({ metrics, pool, clock });
    const drain = documentDrain({
      pool,
      network,
      archive: openArchive(archived),
      sinks: { firebase, objects, root },
      clock,
      log,
      observe,
    });
    await markNeverDrawn(pool, ALWAYS_THERE);
    const forgetting = forgettingOldHeights({ pool, clock, log, signal });
    const loop = startDrainLoop({ drain, bell, clock, log, signal, observePass });
    log.info({ network: network.name, root }, 'documents.drawing');
    return {
      http: { port: config.PUBLISHER_PORT },
      done: loop.ended,
      stop: async () => {
        await loop.ended;
        await forgetting;
      },
      ready: async () => {
        await pool.query('select 1');
        return { database: { ok: true }, documents: loop.state() };
      },
    };
  },
});
