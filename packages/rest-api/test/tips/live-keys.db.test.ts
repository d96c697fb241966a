import { poolId } from '@pooltool/domain';
import { type ManualClock, manualClock } from '@pooltool/shared-utils/clock';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { addOperatorPools, newApiKey, removeOperatorPools, saveKeys } from '@pooltool/store/keys';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { KEYS_REREAD_MS, keepKeys, type LiveKeys, POOLS_REREAD_MS } from '../../src/tips/live-keys.ts';

const USER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const POOL = poolId('00beef00000000000000000000000000000000000000000000000001');
const KEY = newApiKey(new Uint8Array(20).fill(6));
const OWN = [{ user: USER, pool: POOL }];

/** Nothing is waited for but the next look. */
const expectLookDone = () => expect.poll(() => clock.waiting()).toBe(1);

let database: TestDatabase;
let clock: ManualClock;
let live: LiveKeys;
let failures: unknown[];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query('truncate api_key, operator_pool');
  await inTransaction(database.pool, (tx) => saveKeys(tx, [{ key: KEY, user: USER, label: '' }], 0));
  clock = manualClock();
  failures = [];
  live = await keepKeys({ pool: database.pool, clock, onFailure: (error) => failures.push(error) });
  await expectLookDone();
});
afterEach(() => live.close());

const give = () => inTransaction(database.pool, (tx) => addOperatorPools(tx, OWN, 0));
const take = () => inTransaction(database.pool, (tx) => removeOperatorPools(tx, OWN));
const verdict = () => live.book().judge(KEY, POOL).kind;
const expectVerdict = (kind: string) => expect.poll(verdict).toBe(kind);

test('a pool that is given, and taken, counts at once', async () => {
  expect(verdict()).toBe('other-pool');
  await give();
  await expectVerdict('allowed');
  await take();
  await expectVerdict('other-pool');
});

/** One look after the other, each to its end. */
async function looks(times: number): Promise<void> {
  for (let look = 0; look < times; look += 1) {
    await clock.advance(KEYS_REREAD_MS);
    await expectLookDone();
  }
}
const MINUTE = POOLS_REREAD_MS / KEYS_REREAD_MS;

test('a pool that PostgreSQL did not tell of counts a minute later', async () => {
  const { pool } = database;
  await pool.query('alter table operator_pool disable trigger operator_pool_changed');
  onTestFinished(async () => void (await pool.query('alter table operator_pool enable trigger operator_pool_changed')));
  await give();
  await looks(MINUTE - 1);
  expect(verdict()).toBe('other-pool');
  await looks(1);
  expect(verdict()).toBe('allowed');
});

test('pools that could not be read when they were told are read at the next look', async () => {
  const { pool } = database;
  await pool.query('alter table pool_claim rename to pool_claim_away');
  const back = () => pool.query('alter table if exists pool_claim_away rename to pool_claim');
  onTestFinished(async () => void (await back()));
  await give();
  await expect.poll(() => failures.length).toBeGreaterThan(0);
  await back();
  expect(verdict()).toBe('other-pool');
  await looks(1);
  expect(verdict()).toBe('allowed');
});

test('what takes long to read rests four times as long', async () => {
  await inTransaction(database.pool, async (tx) => {
    await tx.query('lock table api_key in access exclusive mode');
    // The look that begins waits for the lock; for its clock it takes a tenth of a second.
    await clock.advance(KEYS_REREAD_MS);
    const waiting = () =>
      database.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
    await expect.poll(async () => (await waiting()).rowCount).toBe(1);
    await clock.advance(100);
  });
  // The rest; the wait for the next look begins behind it.
  await expect.poll(() => clock.waiting()).toBe(1);
  await give();
  await clock.advance(399);
  expect(verdict()).toBe('other-pool');
  await clock.advance(1);
  await expectVerdict('allowed');
});
