import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { openPool } from '@pooltool/shared-utils/pg';
import { openJobs } from '@pooltool/store/jobs';
import { loadRuns } from '@pooltool/store/pipeline';
import { startFaultProxy } from '@pooltool/store/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildRegistry, pipelineControl, startWorker } from '../../src/index.ts';
import { createNumberTable, givenAsset, savedNumbers } from './number-assets.ts';
import { pipelineUnderTest, until } from './pipeline-under-test.ts';

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(() => at.stop());

test('a run whose taking was committed unheard is given back by its own worker, which lives on', async () => {
  const registry = buildRegistry({ name: 'test', assets: [givenAsset('params', new Map([['7', 5]]))] });
  const proxy = await startFaultProxy(at.url);
  const pool = openPool({ connectionString: proxy.url, applicationName: 'unheard' });
  const jobs = await openJobs({ connectionString: at.url, applicationName: 'unheard', log: memoryLog() });
  proxy.cutAtCommit('insert into asset_run', 'after');
  await pipelineControl({ pool: at.pool, registry }).request({ asset: 'params', partition: '7' });
  const worker = await startWorker({
    pool,
    jobs,
    registry,
    clock: systemClock,
    log: memoryLog(),
    name: 'unheard',
    sweepMs: 50,
    onHalt: () => {},
  });
  try {
    await until(
      () => savedNumbers(at.pool),
      (saved) => saved['params/7'] === 5,
    );
    expect(proxy.counts.cuts).toBe(1);
    const runs = await loadRuns(at.pool);
    expect(runs.map(({ state }) => state)).toEqual(['ok', 'interrupted']);
    expect(new Set(runs.map((run) => run.worker)).size, 'the same worker').toBe(1);
  } finally {
    await worker.stop({ graceMs: 0 });
    await jobs.close({ graceMs: 0 });
    await pool.end();
    await proxy.close();
  }
});
