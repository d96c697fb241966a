import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import type { Pool } from '@pooltool/shared-utils/pg';
import { type Jobs, openJobs } from '@pooltool/store/jobs';
import { loadPartitionsOf, type PartitionRow } from '@pooltool/store/pipeline';
import { createTestDatabase } from '@pooltool/store/testing';
import {
  type Asset,
  buildRegistry,
  pipelineControl,
  placeKey,
  startWorker,
  type Worker,
  type WorkerOptions,
} from '../../src/index.ts';

/** A database, and workers on it that are all stopped at the end. */
export async function pipelineUnderTest() {
  const database = await createTestDatabase();
  const { pool, url } = database;
  const log = memoryLog();
  const opened: Jobs[] = [];
  const workers: Worker[] = [];
  const halts: unknown[] = [];

  const start = async (assets: readonly Asset[], options: Partial<WorkerOptions> = {}) => {
    const registry = buildRegistry({ name: 'test', assets });
    const jobs = await openJobs({ connectionString: url, applicationName: 'test', log });
    opened.push(jobs);
    const worker = await startWorker({
      pool,
      jobs,
      registry,
      clock: systemClock,
      log,
      name: 'test',
      sweepMs: 50,
      onHalt: (error) => halts.push(error),
      ...options,
    });
    workers.push(worker);
    return { worker, control: pipelineControl({ pool, registry }), registry };
  };

  return {
    pool,
    url,
    log,
    /** What workers were told that halts. */
    halts,
    start,
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.stop({ graceMs: 0 })));
      await Promise.all(opened.map((jobs) => jobs.close({ graceMs: 0 })));
      await database.close();
    },
  };
}

/** Waits until `condition` holds; fails after `withinMs` with what was there last. */
export async function until<Value>(
  read: () => Promise<Value> | Value,
  condition: (value: Value) => boolean,
  withinMs = 10_000,
): Promise<Value> {
  const endMs = systemClock.now() + withinMs;
  for (;;) {
    const value = await read();
    if (condition(value)) return value;
    if (systemClock.now() > endMs) throw new Error(`not within ${withinMs} ms; there is ${shown(value)}`);
    await systemClock.waitMs(10);
  }
}

const shown = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));

/** The rows of some assets by `asset/partition`. */
export async function rowsOf(pool: Pool, ...assets: readonly string[]): Promise<Record<string, PartitionRow>> {
  const rows = await loadPartitionsOf(pool, assets);
  return Object.fromEntries(rows.map((row) => [placeKey(row), row]));
}

/** Waits until every partition of these assets has come to rest; answers their states. */
export async function atRest(pool: Pool, ...assets: readonly string[]): Promise<Record<string, PartitionRow['state']>> {
  const rows = await until(
    () => rowsOf(pool, ...assets),
    (found) => Object.values(found).every(({ state }) => state !== 'requested' && state !== 'running'),
  );
  return Object.fromEntries(Object.entries(rows).map(([key, { state }]) => [key, state]));
}
