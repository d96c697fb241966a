/**
 * A worker in a process of its own that hangs in one step until it is killed:
 * `node hanging-worker.ts DATABASE_URL load|compute|save`. Prints `hangs` when it has got there.
 */
import { once } from 'node:events';
import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { openPool } from '@pooltool/shared-utils/pg';
import { openJobs } from '@pooltool/store/jobs';
import { buildRegistry, startWorker } from '../../src/index.ts';
import { givenAsset, saveNumber } from './number-assets.ts';

const [, , connectionString = '', hangsIn = ''] = process.argv;

const hangWhen = async (step: string): Promise<void> => {
  if (step !== hangsIn) return;
  process.stdout.write('hangs\n');
  await once(process, 'never');
};

const params = givenAsset('params', new Map(), {
  load: async (context) => {
    await context.once('first half', async () => 1);
    await hangWhen('load');
    return 1;
  },
  compute: async (value) => {
    await hangWhen('compute');
    return value;
  },
  save: async (tx, value, { partition }) => {
    await saveNumber(tx, 'params', partition, value);
    await hangWhen('save');
  },
});

const pool = openPool({ connectionString, applicationName: 'hanging-worker' });
const log = memoryLog();
const jobs = await openJobs({ connectionString, applicationName: 'hanging-worker', log });
await startWorker({
  pool,
  jobs,
  registry: buildRegistry({ name: 'test', assets: [params] }),
  clock: systemClock,
  log,
  name: 'hanging',
  onHalt: () => process.exit(70),
});
