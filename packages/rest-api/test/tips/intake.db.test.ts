import type { PoolId } from '@pooltool/domain';
import { manualClock } from '@pooltool/shared-utils/clock';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { addOperatorPools, keyName, newApiKey, removeOperatorPools, revokeKey, saveKeys } from '@pooltool/store/keys';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { openPostgresInbox } from '@pooltool/tip-inbox';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { KEYS_REREAD_MS, keepKeys } from '../../src/tips/live-keys.ts';
import { DATA, POOL, reportOf, startReporting } from './reporting.ts';

const USER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const KEY = newApiKey(new Uint8Array(20).fill(5));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('a new key is valid at once and a revoked one refused at once, here as wherever else reports are taken', async () => {
  const { pool } = database;
  // Time stands still: nothing is read again because of it.
  const live = await keepKeys({ pool, clock: manualClock(), onFailure: () => {} });
  onTestFinished(() => live.close());
  const inbox = openPostgresInbox({ pool });
  const { send, failures } = startReporting({ keys: live.book, inbox });
  const body = reportOf(DATA, { apiKey: KEY });
  const statusIs = (status: number) =>
    expect.poll(async () => (await send(body)).status, { timeout: 20_000 }).toBe(status);
  const own: readonly { readonly user: string; readonly pool: PoolId }[] = [{ user: USER, pool: POOL }];

  await statusIs(401);
  await inTransaction(pool, (tx) => saveKeys(tx, [{ key: KEY, user: USER, label: '' }], 0));
  await statusIs(403);
  await inTransaction(pool, (tx) => addOperatorPools(tx, own, 0));
  await statusIs(200);
  await inTransaction(pool, (tx) => removeOperatorPools(tx, own));
  await statusIs(403);
  await inTransaction(pool, (tx) => addOperatorPools(tx, own, 0));
  await statusIs(200);
  await inTransaction(pool, (tx) => revokeKey(tx, keyName(KEY), 0));
  await statusIs(403);
  expect((await send(body)).answer).toMatchObject({ message: expect.stringContaining('revoked') });
  expect(failures).toEqual([]);

  const taken = await inTransaction(pool, (tx) => inbox.take(tx, 100));
  expect(taken.length).toBeGreaterThanOrEqual(2);
  for (const { reporter } of taken) expect(reporter.pool).toBe(POOL);
});

test('a change that PostgreSQL did not tell counts five seconds later', async () => {
  const { pool } = database;
  const clock = manualClock();
  const live = await keepKeys({ pool, clock, onFailure: () => {} });
  onTestFinished(() => live.close());
  const key = newApiKey(new Uint8Array(20).fill(6));
  await pool.query('alter table api_key disable trigger api_key_changed');
  onTestFinished(async () => void (await pool.query('alter table api_key enable trigger api_key_changed')));
  await inTransaction(pool, (tx) => saveKeys(tx, [{ key, user: USER, label: '' }], 0));
  await clock.advance(KEYS_REREAD_MS - 1);
  expect(live.book().judge(key, POOL).kind).toBe('unknown');
  await clock.advance(1);
  await expect.poll(() => live.book().judge(key, POOL).kind).not.toBe('unknown');
});

test('a burst through HTTP is stored in few batches, each report once', async () => {
  const { pool } = database;
  const inbox = openPostgresInbox({ pool });
  await inTransaction(pool, (tx) => inbox.take(tx, 1_000));
  const { send } = startReporting({ inbox });
  const answered = await Promise.all(
    Array.from({ length: 400 }, (_, no) => send(reportOf({ ...DATA, nodeId: `n${no % 40}`, blockNo: no }))),
  );
  expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([200]));
  const { rows } = await pool.query<{ batches: bigint; messages: bigint }>(
    'select count(*) as batches, sum(size) as messages from tip_inbox',
  );
  expect(rows[0]?.messages).toBe(400n);
  expect(Number(rows[0]?.batches)).toBeLessThan(100);
  const taken = await inTransaction(pool, (tx) => inbox.take(tx, 1_000));
  expect(new Set(taken.map(({ height }) => Number(height))).size).toBe(400);
});
