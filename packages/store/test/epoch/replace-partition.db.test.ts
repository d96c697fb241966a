import { inTransaction } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { replacePartition } from '../../src/epoch/replace-partition.ts';

let database: TestDatabase | undefined;
const pool = () => {
  if (database === undefined) throw new Error('the database is opened before each test');
  return database.pool;
};
beforeEach(async () => {
  await database?.close();
  database = await createTestDatabase();
});
afterAll(() => database?.close());

/** Fills the partition of epoch 5 with one delegator of this stake; `after` runs before the commit. */
const save = (stake: number, after: () => Promise<unknown> = async () => {}) =>
  inTransaction(pool(), async (tx) => {
    await replacePartition(tx, {
      parent: 'stake_snapshot',
      column: 'active_epoch',
      value: 5,
      indexes: ['credential'],
      fill: async (table) => {
        await tx.query(`insert into ${table} values (5, 0, '\\x01', '\\x02', ${stake})`);
      },
    });
    await after();
  });
const stakes = async () => (await pool().query('select stake from stake_snapshot')).rows.map(({ stake }) => stake);

/** Reads in a transaction that stays open while `work` is done, as a dump of the database does for an hour. */
const whileSomebodyReads = (work: () => Promise<unknown>) =>
  inTransaction(pool(), async (tx) => {
    await tx.query('select count(*) from stake_snapshot');
    await work();
  });

describe('the partition of an epoch', () => {
  test('is attached though somebody reads the table, and readers go on before the commit', async () => {
    await whileSomebodyReads(() => save(1, async () => expect(await stakes()).toEqual([])));
    expect(await stakes()).toEqual([1n]);
  });

  test('has its statistics at once, and is nothing to be vacuumed beside the work on the epoch', async () => {
    await save(1);
    const { rows } = await pool().query(
      `select reltuples, reloptions from pg_class where relname = 'stake_snapshot_5'`,
    );
    expect(rows).toEqual([{ reltuples: 1, reloptions: ['autovacuum_enabled=false'] }]);
  });

  test('is replaced whole', async () => {
    await save(1);
    await save(2);
    expect(await stakes()).toEqual([2n]);
  });

  test('is not replaced under a reader that stays: the save gives up for now, and no other reader waits for long', async () => {
    await save(1);
    await whileSomebodyReads(async () => {
      const [saving, read] = await Promise.allSettled([save(2), stakes()]);
      expect(saving).toMatchObject({ reason: { code: 'POOLTOOL_DATABASE_CONFLICT', disposition: 'retry' } });
      expect(read).toMatchObject({ value: [1n] });
      expect(await stakes()).toEqual([1n]);
    });
  });
});
