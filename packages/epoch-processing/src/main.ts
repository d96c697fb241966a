import { hostname } from 'node:os';
import { networkOf } from '@pooltool/codec';
import { startWorker } from '@pooltool/pipeline';
import { objectStoreConnection, openObjectStore } from '@pooltool/shared-utils/aws';
import { runDaemon } from '@pooltool/shared-utils/daemon';
import { configuredPriceSource } from '@pooltool/shared-utils/prices';
import { openStore } from '@pooltool/store';
import { openJobs } from '@pooltool/store/jobs';
import { arrivalSensor } from './arrival-sensor.ts';
import { assignedSlotsSensor } from './assigned-slots-sensor.ts';
import { config } from './config.ts';
import { epochRegistry } from './index.ts';
import { liveStakeSensor } from './live-stake-sensor.ts';
import { payoutSensor } from './payout-sensor.ts';
import { reportedEpochSensor } from './reported-epoch-sensor.ts';

const name = 'epoch-processing';

await runDaemon({
  name,
  config,
  start: async (context) => {
    const { config, log, clock, metrics, resources, fail } = context;
    const network = await networkOf(config.NETWORK);
    const pool = await openStore(name, context, network);
    const connection = objectStoreConnection(config, metrics.countBilled);
    const objects = openObjectStore(connection);
    resources.onClose('object store', () => objects.close());
    const published = openObjectStore({ ...connection, bucket: config.DOCUMENTS_BUCKET ?? connection.bucket });
    resources.onClose('documents', () => published.close());
    const jobs = await openJobs({ connectionString: config.DATABASE_URL, applicationName: name, log });
    resources.onClose('jobs', () => jobs.close());
    const prices = configuredPriceSource(config);
    const registry = epochRegistry({
      network,
      objects,
      published,
      keepEpochs: config.ARCHIVE_KEEP_EPOCHS,
      keepReportEpochs: config.TIP_REPORTS_KEEP_EPOCHS,
      prices,
      clock,
      tellRewardsWithinMs: config.TELL_REWARDS_WITHIN,
      tellStakeWithinMs: config.TELL_STAKE_WITHIN,
      keepWatchedDays: config.WATCHED_KEYS_KEPT_DAYS,
    });
    const sensors = [
      arrivalSensor(),
      liveStakeSensor(),
      reportedEpochSensor({ network }),
      assignedSlotsSensor({ network }),
      ...(prices === undefined ? [] : [payoutSensor({ network, clock })]),
    ];
    const worker = await startWorker({
      pool,
      jobs,
      registry,
      sensors,
      clock,
      log,
      name: `${name}@${hostname()}`,
      concurrency: config.EPOCH_PROCESSING_CONCURRENCY,
      retention: { runs: config.EPOCH_RUNS_KEPT },
      onHalt: fail,
    });
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
