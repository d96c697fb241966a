import { memoryLog } from '@pooltool/shared-utils/log';
import { inTransaction, type Transaction } from '@pooltool/shared-utils/pg';
import { channelQueue, type Jobs, openJobs } from '@pooltool/store/jobs';
import {
  enqueueNotice,
  enqueueNotices,
  type Notice,
  noticeEvent,
  noticeToTell,
  withdrawNoticesAfter,
} from '@pooltool/store/notices';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bossIn } from '../../src/jobs/boss-in-transaction.ts';
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
  expect((await database.pool.query('select from notice')).rowCount).toBe(0);
});

test('a roll backward withdraws what lies after it, and leaves what cannot be undone', async () => {
  await within((tx) => enqueueNotices(tx, [minted(100), minted(120), minted(140), minted(160, { slot: null })]));
  expect(await within((tx) => withdrawNoticesAfter(tx, 100))).toBe(2);

  expect(await waiting(TELEGRAM)).toEqual([minted(100), minted(160, { slot: null })]);
  expect(await noticeToTell(database.pool, { queue: TELEGRAM, key: minted(100).key })).toEqual(minted(100));
  expect(await noticeToTell(database.pool, { queue: TELEGRAM, key: minted(140).key })).toBeNull();
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
  const told: unknown[] = [];
  const withdrawn = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  await jobs.work(TELEGRAM, async () => {
    begun.resolve();
    await withdrawn.promise;
    told.push(...[await noticeToTell(database.pool, { queue: TELEGRAM, key: minted(120).key })].filter(isThere));
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

  await within((tx) => enqueueNotice(tx, minted(120, { payload: { height: 7 } })));
  await until(
    () => told,
    (notices) => notices.length === 1,
  );
  expect(told).toEqual([minted(120, { payload: { height: 7 } })]);
});

test('what was withdrawn and enqueued anew while a worker had it in hand is told once, as it is now', async () => {
  const told: unknown[] = [];
  const enqueuedAnew = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  await jobs.work(TELEGRAM, async () => {
    begun.resolve();
    await enqueuedAnew.promise;
    told.push(await noticeToTell(database.pool, { queue: TELEGRAM, key: minted(120).key }));
  });
  await within((tx) => enqueueNotice(tx, minted(120)));
  await begun.promise;
  await within((tx) => withdrawNoticesAfter(tx, 100));
  await within((tx) => enqueueNotice(tx, minted(120, { slot: 130, payload: { height: 7 } })));
  enqueuedAnew.resolve();
  await until(
    async () => (await states(TELEGRAM)).join(),
    (found) => found === 'completed',
  );
  expect(told).toEqual([minted(120, { slot: 130, payload: { height: 7 } })]);
});

test('a worker that finds a notice withdrawn lets go of it before the chain can enqueue it anew', async () => {
  await within((tx) => enqueueNotice(tx, minted(120)));
  const [taken] = await within((tx) => bossIn(tx).fetch<Notice>(TELEGRAM.name));
  expect(taken?.data.key).toBe(minted(120).key);
  await within((tx) => withdrawNoticesAfter(tx, 100));

  const asked = within(async (tx) => {
    await enqueueNotice(tx, minted(120));
    // The worker asks while the chain's transaction is under way: it has to wait for what that decides.
    const answer = noticeToTell(database.pool, { queue: TELEGRAM, key: minted(120).key });
    await until(waitsForALock, (waits) => waits);
    return { answer };
  });
  expect(await (await asked).answer).toEqual(minted(120));
  expect(await states(TELEGRAM)).toEqual(['active']);
});

const isThere = <Value>(value: Value | null): value is Value => value !== null;

const states = async (queue: { readonly name: string }): Promise<string[]> => {
  const { rows } = await database.pool.query<{ state: string }>(
    `select state::text from pgboss.job where name = $1 order by created_on`,
    [queue.name],
  );
  return rows.map(({ state }) => state);
};

const waitsForALock = async (): Promise<boolean> => {
  const { rowCount } = await database.pool.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount === 1;
};

test('ten thousand notices are enqueued in one go', async () => {
  const many = Array.from({ length: 10_000 }, (_, nr) => minted(nr * 20));
  await within((tx) => enqueueNotices(tx, many));
  expect(await waiting(TELEGRAM)).toHaveLength(10_000);
  expect(await within((tx) => withdrawNoticesAfter(tx, -1))).toBe(10_000);
  expect(await waiting(WEBHOOK)).toEqual([]);
});
