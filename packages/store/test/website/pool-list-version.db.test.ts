import { testPoolId } from '@pooltool/domain/testing';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { poolListVersion } from '@pooltool/store/website';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const commit = (pool: number, epoch: number, count: number) =>
  database.pool.query(`insert into assigned_slots (pool_id, epoch, count) values (decode($1, 'hex'), $2, $3)`, [
    testPoolId(pool),
    epoch,
    count,
  ]);

test('the list may be another one after each commitment to slots: of the next epoch and of this one', async () => {
  const seen = [await poolListVersion(database.pool)];
  for (const [pool, epoch, count] of [
    [1, 7, 40],
    [2, 7, 12],
    [3, 6, 5],
  ] as const) {
    await commit(pool, epoch, count);
    seen.push(await poolListVersion(database.pool));
  }
  expect(new Set(seen).size).toBe(4);
  expect(await poolListVersion(database.pool)).toBe(seen.at(-1));
});
