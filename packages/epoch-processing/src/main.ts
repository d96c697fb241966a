import { hostname } from 'node:os';
import { networkOf } from '@pooltool/codec';
import { startWorker } from '@pooltool/pipeline';
import { objectStoreConnection, openObjectStore } from '@pooltool/shared-utils/aws';
import { runDaemon } from '@pooltool/shared-utils/daemon';
import { openStore } from '@pooltool/store';
import { openJobs } from '@pooltool/store/jobs';
import { arrivalSensor } from './arrival-sensor.ts';
import { config } from './config.ts';
import { epochRegistry } from './index.ts';

const name = 'epoch-processing';

await runDaemon({
  name,
  config,
  start: async (context) => {
    const { config, log, clock, metrics, resources } = context;
    const network = await networkOf(config.NETWORK);
    const pool = await openStore(name, context, network);
    const objects = openObjectStore(objectStoreConnection(config, metrics.countBilled));
    resources.onClose('object store', () => objects.close());
    const jobs = await openJobs({ connectionString: config.DATABASE_URL, applicationName: name, log });
    resources.onClose('jobs', () => jobs.close());
    const registry = epochRegistry({ network, objects });
    const sensors = [arrivalSensor()];
    const worker = await startWorker({ pool, jobs, registry, sensors, clock, log, name: `${name}@${hostname()}` });
    return {
      http: { port: config.EPOCH_PROCESSING_PORT },
      ready: async () => {
        await pool.query('select 1');
        return { database: { ok: true } };
      },
      stop: () => worker.stop(),
    };
  },
});
