import { epoch } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inOneEpochSnapshot } from '../../src/epoch/epoch-snapshot.ts';
import { replacePartition } from '../../src/epoch/replace-partition.ts';

const READ = 5;
const OTHER = 6;

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
  for (const of of [READ, OTHER]) for (const parent of PARENTS) await replace(parent, of, 1);
});
afterEach(() => database.close());

const PARENTS = ['stake_snapshot', 'account_reward'] as const;
type Parent = (typeof PARENTS)[number];

/** Gives an epoch one row of this many lovelace; `after` runs before the commit. */
const replace = (parent: Parent, of: number, lovelace: number, after: () => Promise<unknown> = async () => {}) =>
  inTransaction(database.pool, async (tx) => {
    const snapshot = parent === 'stake_snapshot';
    await replacePartition(tx, {
      parent,
      column: snapshot ? 'active_epoch' : 'earned_epoch',
      value: of,
      indexes: ['credential'],
      fill: async (table) => {
        const columns = snapshot ? 'active_epoch, stake' : 'earned_epoch, kind, destination, amount';
        await tx.query(
          `insert into ${table} (${columns}, credential_kind, credential, pool_id)
           values (${snapshot ? `${of}, ${lovelace}` : `${of}, 1, 1, ${lovelace}`}, 0, '\\x01', '\\x02')`,
        );
      },
    });
    await after();
  });

/** Both tables' lovelace of the epoch that is read. */
const reading = <Result>(work: (read: () => Promise<bigint>) => Promise<Result>) =>
  inOneEpochSnapshot(database.pool, epoch(READ), (tx, { stakeSnapshot, accountReward }) =>
    work(async () => {
      const { rows } = await tx.query<{ lovelace: bigint }>(
        `select s.stake * 1000 + a.amount as lovelace from ${stakeSnapshot} s, ${accountReward} a`,
      );
      return rows[0]?.lovelace ?? 0n;
    }),
  );

test.each(PARENTS)(
  'who reads one epoch for long and who replaces another in %s do not wait for each other',
  async (parent) => {
    await reading(async (read) => {
      const before = await read();
      await replace(parent, OTHER, 2, async () => expect(await read()).toBe(before));
      expect(await read()).toBe(before);
    });
  },
);

test('the epoch that is read is not replaced under its reader', async () => {
  await reading(async (read) => {
    for (const result of await Promise.allSettled(PARENTS.map((parent) => replace(parent, READ, 2)))) {
      expect(result).toMatchObject({ reason: { code: 'POOLTOOL_DATABASE_CONFLICT', disposition: 'retry' } });
    }
    expect(await read()).toBe(1_001n);
  });
  for (const parent of PARENTS) await replace(parent, READ, 2);
  expect(await reading((read) => read())).toBe(2_002n);
});

test('there is nothing to be read of an epoch without rewards, and of one that was archived that is said', async () => {
  await database.pool.query(`drop table account_reward_${READ}`);
  expect(await reading((read) => read())).toBeNull();
  await database.pool.query(`insert into archive_span (first_epoch, epochs, rows, bytes) values (${READ}, 1, 0, 0)`);
  await expect(reading((read) => read())).rejects.toMatchObject({ code: 'POOLTOOL_EPOCH_ARCHIVED' });
});
