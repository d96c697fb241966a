/**
 * A worker in a process of its own: `node deadly-worker.ts DATABASE_URL MACHINE CONCURRENCY ASSET…`. The assets named
 * `deadly` kill the process as a crash of native code does; `slow` waits until it is aborted; any other gives 1. Prints
 * `load ASSET/PARTITION` when a run has got there.
 */
import { once } from 'node:events';
import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { openPool } from '@pooltool/shared-utils/pg';
import { openJobs } from '@pooltool/store/jobs';
import { buildRegistry, startWorker } from '../../src/index.ts';
import { givenAsset } from './number-assets.ts';

const [, , connectionString = '', machine = '', concurrency = '', ...names] = process.argv;

const assets = names.map((name) =>
  givenAsset(name, new Map(), {
    load: async ({ partition, signal }) => {
      process.stdout.write(`load ${name}/${partition}\n`);
      if (name === 'deadly') process.kill(process.pid, 'SIGKILL');
      if (name === 'slow' || name === 'deadly') await once(signal, 'abort');
      return 1;
    },
  }),
);

const pool = openPool({ connectionString, applicationName: 'deadly-worker' });
const log = memoryLog();
const jobs = await openJobs({ connectionString, applicationName: 'deadly-worker', log });
const worker = await startWorker({
  pool,
  jobs,
  registry: buildRegistry({ name: 'test', assets }),
  clock: systemClock,
  log,
  name: 'deadly',
  machine,
  concurrency: Number(concurrency),
  sweepMs: 50,
  onHalt: () => process.exit(70),
});
// As PM2 stops it: nothing is given back before the process is killed.
process.once('SIGTERM', () => {
  void worker.stop({ graceMs: 60_000 });
  process.stdout.write('stopping\n');
});
