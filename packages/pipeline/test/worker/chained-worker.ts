/**
 * A worker in a process of its own on a random pipeline: `node chained-worker.ts DATABASE_URL SHAPE STRIKE`. It kills
 * itself as a crash does at the STRIKEth place where it could: in the middle of a load, a computation or a save.
 */
import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { openPool } from '@pooltool/shared-utils/pg';
import { openJobs } from '@pooltool/store/jobs';
import { buildRegistry, startWorker } from '../../src/index.ts';
import { chainedAssets } from './chained-shape.ts';

const [, , connectionString = '', shape = '', strike = ''] = process.argv;

let places = 0;
const reached = async (): Promise<void> => {
  places += 1;
  if (places === Number(strike)) process.kill(process.pid, 'SIGKILL');
};

const pool = openPool({ connectionString, applicationName: 'chained-worker' });
const log = memoryLog();
const jobs = await openJobs({ connectionString, applicationName: 'chained-worker', log });
await startWorker({
  pool,
  jobs,
  registry: buildRegistry({ name: 'test', assets: chainedAssets(JSON.parse(shape), reached) }),
  clock: systemClock,
  log,
  name: 'child',
  machine: 'child',
  concurrency: 2,
  sweepMs: 50,
  onHalt: () => process.exit(70),
});
