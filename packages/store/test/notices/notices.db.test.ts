import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction, type Transaction } from '@pooltool/shared-utils/pg';
import { channelQueue, type Jobs, openJobs } from '@pooltool/store/jobs';
import {
  enqueueNotice,
  enqueueNotices,
  type Notice,
  noticeEvent,
  noticeStands,
  withdrawNoticesAfter,
} from '@pooltool/store/notices';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../jobs/until.ts';

const TELEGRAM = channelQueue('telegram');
const WEBHOOK = channelQueue('webhook');

let database: TestDatabase;
let jobs: Jobs;
beforeEach(async () => {
  database = await createTestDatabase();
  jobs = await openJobs({ connectionString: database.url, applicationName: 'test', log: memoryLog() });
  await jobs.subscribe(noticeEvent('block_minted'), TELEGRAM);
  await jobs.subscribe(noticeEvent('block_minted'), WEBHOOK);
});
afterEach(async () => {
  await jobs.close({ graceMs: 0 });
  await database.close();
});

const minted = (slot: number, more: Partial<Notice> = {}): Notice => ({
  key: `block_minted ${slot}`,
  kind: 'block_minted',
  subject: 'pool1',
  slot,
  payload: { height: slot / 20 },
  ...more,
});

const within = <Result>(work: (tx: Transaction) => Promise<Result>) => inTransaction(database.pool, work);

const waiting = async (queue: { readonly name: string }): Promise<unknown[]> => {
  const { rows } = await database.pool.query<{ data: unknown }>(
    `select data from pgboss.job where name = $1 and state = 'created' order by data->>'key'`,
    [queue.name],
  );
  return rows.map(({ data }) => data);
};

test('a notice goes to the channels that subscribed, once for its key', async () => {
  await within((tx) => enqueueNotice(tx, minted(100)));
  await within((tx) => enqueueNotices(tx, [minted(100, { payload: { height: 9 } }), minted(120), minted(120)]));

  const both = [minted(100), minted(120)];
  expect(await waiting(TELEGRAM)).toEqual(both);
  expect(await waiting(WEBHOOK)).toEqual(both);
});

test('a notice whose transaction is rolled back was never there', async () => {
  const undone = within(async (tx) => {
    await enqueueNotice(tx, minted(100));
    throw new Error('the block was wrong');
  });
  await expect(undone).rejects.toThrow('the block was wrong');
  expect(await waiting(TELEGRAM)).toEqual([]);
  expect(await noticeStands(database.pool, minted(100).key)).toBe(false);
});

test('a roll backward withdraws what lies after it, and leaves what cannot be undone', async () => {
  await within((tx) => enqueueNotices(tx, [minted(100), minted(120), minted(140), minted(160, { slot: null })]));
  expect(await within((tx) => withdrawNoticesAfter(tx, 100))).toBe(2);

  expect(await waiting(TELEGRAM)).toEqual([minted(100), minted(160, { slot: null })]);
  expect(await noticeStands(database.pool, minted(100).key)).toBe(true);
  expect(await noticeStands(database.pool, minted(140).key)).toBe(false);
});

test('what happens again after a roll backward is told again, but not to those who were told', async () => {
  const told: unknown[] = [];
  await jobs.work(TELEGRAM, async ({ data }) => void told.push(data));
  await within((tx) => enqueueNotice(tx, minted(120)));
  await until(
    () => told.length,
    (count) => count === 1,
  );
  await jobs.stopWork(TELEGRAM);

  await within((tx) => withdrawNoticesAfter(tx, 100));
  expect(await waiting(WEBHOOK)).toEqual([]);
  await within((tx) => enqueueNotice(tx, minted(120, { payload: { height: 7 } })));
  expect(await waiting(WEBHOOK)).toEqual([minted(120, { payload: { height: 7 } })]);
  expect(await waiting(TELEGRAM)).toEqual([]);
  expect(told).toEqual([minted(120)]);
});

test('what was withdrawn while a worker had it in hand is not told, and can be told later', async () => {
  const told: string[] = [];
  const withdrawn = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  await jobs.work(TELEGRAM, async ({ data, forget }) => {
    begun.resolve();
    await withdrawn.promise;
    if (await noticeStands(database.pool, minted(120).key)) told.push(JSON.stringify(data));
    else await forget();
  });
  await within((tx) => enqueueNotice(tx, minted(120)));
  await begun.promise;
  await within((tx) => withdrawNoticesAfter(tx, 100));
  withdrawn.resolve();
  await until(
    async () => (await database.pool.query('select from pgboss.job where name = $1', [TELEGRAM.name])).rowCount,
    (count) => count === 0,
  );
  expect(told).toEqual([]);

  await within((tx) => enqueueNotice(tx, minted(120)));
  await until(
    () => told.length,
    (count) => count === 1,
  );
});

test('ten thousand notices are enqueued in one go', async () => {
  const many = Array.from({ length: 10_000 }, (_, nr) => minted(nr * 20));
  await within((tx) => enqueueNotices(tx, many));
  expect(await waiting(TELEGRAM)).toHaveLength(10_000);
  expect(await within((tx) => withdrawNoticesAfter(tx, -1))).toBe(10_000);
  expect(await waiting(WEBHOOK)).toEqual([]);
});
