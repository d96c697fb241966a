import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction, type Transaction } from '@pooltool/shared-utils/pg';
import { openJobs } from '@pooltool/store/jobs';
import { findDeadRuns, finishOk, loadPartitions } from '@pooltool/store/pipeline';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, askForUsers, wakeWorkers } from '../../src/run/advance.ts';
import { takeRun } from '../../src/run/take-run.ts';
import { allMade, epochShape } from './epoch-shape.ts';

/** Eight years of epochs and twenty assets: 12,000 partitions, all made. */
const EPOCHS = 600;
const registry = epochShape(EPOCHS);
const taker = { registry, worker: 'test', machine: 'test' };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await allMade(database.pool, registry, EPOCHS);
  // Makes the queue.
  const jobs = await openJobs({ connectionString: database.url, applicationName: 'test', log: memoryLog() });
  await jobs.close();
}, 60_000);
afterAll(() => database.close());

/** Rows of partitions and runs that `work` reads in one transaction, by whatever plan. */
async function rowsRead(work: (tx: Transaction) => Promise<unknown>): Promise<number> {
  return inTransaction(database.pool, async (tx) => {
    const before = await readSoFar(tx);
    await work(tx);
    return (await readSoFar(tx)) - before;
  });
}

async function readSoFar(tx: Transaction): Promise<number> {
  const { rows } = await tx.query<{ read: bigint }>(
    `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int8 as read
     from pg_stat_xact_user_tables where relname in ('asset_run', 'asset_partition')`,
  );
  return Number(rows[0]?.read ?? 0n);
}

/** A run of the asset's next partition; answers what planning after it read. */
async function planningAfterRunOf(asset: string): Promise<{ readonly read: number; readonly asked: number }> {
  const run = await takeRun({ ...taker, pool: database.pool }, asset);
  if (run === null) throw new Error(`no partition of ${asset} may run`);
  let asked = 0;
  const read = await rowsRead(async (tx) => {
    await finishOk(tx, run, { steps: [], metadata: {}, checks: [] });
    asked = (await askForUsers(tx, registry, [run])).length;
    await wakeWorkers(tx, registry);
  });
  return { read, asked };
}

test('what a worker does each second reads nothing while nothing is asked for', async () => {
  const read = await rowsRead(async (tx) => {
    await findDeadRuns(tx);
    await wakeWorkers(tx, registry);
  });
  expect(read).toBe(0);
});

test('an old epoch asks once for all that rests on it; then each run of the long chain looks only at its neighbours', async () => {
  await inTransaction(database.pool, (tx) => ask(tx, registry, [{ asset: 'rewards', partition: '10' }], 'operator'));
  const first = await planningAfterRunOf('rewards');
  // Its averages and all later ones, and what is made from its rewards.
  expect(first.asked).toBe(EPOCHS - 2 - 10 + 15);

  const waiting = EPOCHS - 2 - 10;
  // Two years of averages before and after, with their runs and rewards; and what waits, twice.
  const near = 4 * 73 * 2 * 2 + 2 * waiting;
  for (let epoch = 10; epoch < 14; epoch += 1) {
    const { read, asked } = await planningAfterRunOf('averages');
    expect(asked).toBe(0);
    expect(read).toBeLessThan(near);
  }
  const [made] = await loadPartitions(database.pool, [{ asset: 'averages', partition: '13' }]);
  expect(made).toMatchObject({ state: 'ok', materialization: { version: 1 } });
}, 60_000);
