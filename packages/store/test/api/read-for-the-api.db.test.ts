import { epoch } from '@pooltool/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readKnownEpochs, readProductStates } from '../../src/api/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('truncate epoch_chain, epoch_pots, asset_partition, asset_run cascade'));

const follow = (...epochs: readonly number[]) =>
  database.pool.query(
    `insert into epoch_chain (epoch, blocks, transactions, fees, output, size, first_slot, last_slot, last_height)
     select epoch, 10, 20, 30, 40, 50, epoch * 100, epoch * 100 + 99, 7 from unnest($1::int[]) as given (epoch)`,
    [epochs],
  );
const known = async (before: number | null, limit: number) =>
  (await readKnownEpochs(database.pool, { before: before === null ? null : epoch(before), limit })).map(
    (one) => one.epoch,
  );

describe('known epochs', () => {
  test('come newest first, from a place on, no more than asked', async () => {
    await follow(3, 4, 5, 9);
    expect(await known(null, 10)).toEqual([9, 5, 4, 3]);
    expect(await known(9, 2)).toEqual([5, 4]);
    expect(await known(3, 2)).toEqual([]);
  });

  test('tell what is known and leave open what is not', async () => {
    await follow(5);
    await database.pool.query('insert into epoch_pots (epoch, reserves, treasury) values (5, 100, 200)');
    const [found] = await readKnownEpochs(database.pool, { before: null, limit: 1 });
    expect(found).toMatchObject({
      epoch: 5,
      followed: { blocks: 10, transactions: 20n, fees: 30n, lastSlot: 599 },
      pots: { reserves: 100n, treasury: 200n },
      ledger: null,
      rules: null,
      snapshot: null,
      rewards: null,
    });
  });
});

test('the states of products come in the order asked for, with the code of a failure and without its message', async () => {
  const { rows } = await database.pool.query<{ id: bigint }>(
    `insert into asset_run (asset, partition, attempt, state, step, worker, version, requested_by, started_at, inputs, error)
     values ('rewards', '5', 1, 'failed', 'load', 'w', 1, 'operator', now(), '{}', '{"code": "POOLTOOL_X", "message": "at 10.0.0.1"}')
     returning id`,
  );
  await database.pool.query(
    `insert into asset_partition (asset, partition, position, state, run, requested_by, changed_at) values
       ('rewards', '5', 5, 'failed', $1, 'operator', now()),
       ('epoch_params', '5', 5, 'running', null, 'operator', now()),
       ('rewards', '6', 6, 'ok', null, 'operator', now())`,
    [rows[0]?.id],
  );
  const asked = { epoch: epoch(5), assets: ['epoch_params', 'stake_snapshot', 'rewards'] };
  expect(await readProductStates(database.pool, asked)).toEqual([
    { asset: 'epoch_params', state: 'running', errorCode: null },
    { asset: 'rewards', state: 'failed', errorCode: 'POOLTOOL_X' },
  ]);
});
