import { errorKind } from '@pooltool/shared-utils/errors';
import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction } from '@pooltool/shared-utils/pg';
import {
  assetRunQueue,
  channelQueue,
  DEAD_LETTER_QUEUE,
  type Jobs,
  openJobs,
  publish,
  sendJob,
} from '@pooltool/store/jobs';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from './until.ts';

const refused = errorKind({ code: 'POOLTOOL_TEST_REFUSED', disposition: 'reject', says: 'nobody lives there' });
const QUEUE = { ...channelQueue('telegram'), retryDelaySeconds: 0 };

let database: TestDatabase;
let opened: Jobs[];
beforeEach(async () => {
  database = await createTestDatabase();
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((jobs) => jobs.close({ graceMs: 0 })));
  await database.close();
});

async function open(): Promise<Jobs> {
  const jobs = await openJobs({ connectionString: database.url, applicationName: 'test', log: memoryLog() });
  opened.push(jobs);
  return jobs;
}

const statesIn = async (queue: string): Promise<string[]> => {
  const { rows } = await database.pool.query<{ state: string }>(
    'select state::text as state from pgboss.job where name = $1 order by created_on',
    [queue],
  );
  return rows.map(({ state }) => state);
};

test('a job appears when its transaction commits, and never when it does not', async () => {
  const jobs = await open();
  const seen: unknown[] = [];
  await jobs.work(QUEUE, async ({ data }) => void seen.push(data));

  const undone = inTransaction(database.pool, async (tx) => {
    await sendJob(tx, QUEUE, { pool: 'undone' });
    throw new Error('the block was wrong');
  });
  await expect(undone).rejects.toThrow('the block was wrong');
  await inTransaction(database.pool, async (tx) => {
    await sendJob(tx, QUEUE, { pool: 'done' });
  });

  await until(
    () => seen.length,
    (count) => count > 0,
  );
  expect(seen).toEqual([{ pool: 'done' }]);
  expect(await statesIn(QUEUE.name)).toHaveLength(1);
});

test('what is published goes to every queue that subscribed, once for a key', async () => {
  const jobs = await open();
  const [telegram, webhook, push] = [QUEUE, channelQueue('webhook'), channelQueue('push')];
  await jobs.subscribe('block', telegram);
  await jobs.subscribe('block', webhook);
  await jobs.subscribe('reward', push);
  for (const _ of [1, 2]) {
    await inTransaction(database.pool, (tx) => publish(tx, 'block', { height: 5 }, { key: 'block 5' }));
  }
  expect(await statesIn(telegram.name)).toEqual(['created']);
  expect(await statesIn(webhook.name)).toEqual(['created']);
  expect(await statesIn(push.name)).toEqual([]);

  await jobs.work(telegram, async () => {});
  await until(
    () => statesIn(telegram.name),
    ([state]) => state === 'completed',
  );
  await inTransaction(database.pool, (tx) => publish(tx, 'block', { height: 5 }, { key: 'block 5' }));
  expect(await statesIn(telegram.name), 'what was delivered is not sent again').toEqual(['completed']);
});

test('what is refused goes to the dead letters at once, what may pass is tried again', async () => {
  const jobs = await open();
  const tries: string[] = [];
  await jobs.work(QUEUE, async ({ data, attempt }) => {
    tries.push(`${JSON.stringify(data)} ${attempt}`);
    if (JSON.stringify(data).includes('nobody')) throw refused();
    if (attempt < 3) throw new Error('too many requests');
  });
  await inTransaction(database.pool, async (tx) => {
    await sendJob(tx, QUEUE, { to: 'nobody' });
  });
  await until(
    () => statesIn(DEAD_LETTER_QUEUE.name),
    (states) => states.length === 1,
  );
  expect(tries).toEqual(['{"to":"nobody"} 1']);

  await inTransaction(database.pool, async (tx) => {
    await sendJob(tx, QUEUE, { to: 'somebody' });
  });
  await until(
    () => tries.length,
    (count) => count === 4,
  );
  expect(tries.slice(1)).toEqual(['{"to":"somebody"} 1', '{"to":"somebody"} 2', '{"to":"somebody"} 3']);
});

test('a hundred waiting jobs are worked off without pauses', async () => {
  const jobs = await open();
  let done = 0;
  await inTransaction(database.pool, async (tx) => {
    for (let nr = 0; nr < 100; nr += 1) await sendJob(tx, QUEUE, { nr });
  });
  await jobs.work(QUEUE, async () => {
    done += 1;
  });
  await until(
    () => done,
    (count) => count >= 100,
  );
  expect(done).toBe(100);
});

test('of jobs with one key in a short queue one waits', async () => {
  const queue = assetRunQueue('test');
  const sent = await inTransaction(database.pool, async (tx) => [
    await sendJob(tx, queue, { nr: 1 }, { key: 'rewards/7' }),
    await sendJob(tx, queue, { nr: 2 }, { key: 'rewards/7' }),
    await sendJob(tx, queue, { nr: 3 }, { key: 'rewards/8' }),
  ]);
  expect(sent).toEqual([true, false, true]);
});

test('a worker that is alone takes back at once what its killed predecessor had begun', async () => {
  await inTransaction(database.pool, async (tx) => {
    await sendJob(tx, QUEUE, { nr: 1 });
  });
  const dead = await open();
  const never = Promise.withResolvers<void>();
  const begun: number[] = [];
  await dead.work(QUEUE, async ({ attempt }) => {
    begun.push(attempt);
    await never.promise;
  });
  await until(
    () => begun.length,
    (count) => count === 1,
  );

  const next = await open();
  const seen: number[] = [];
  await next.work(QUEUE, async ({ attempt }) => void seen.push(attempt), { alone: true });
  await until(
    () => seen.length,
    (count) => count === 1,
  );
  expect(seen).toEqual([2]);
  never.resolve();
});
