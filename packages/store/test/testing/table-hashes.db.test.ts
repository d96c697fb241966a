import {
  createTestDatabase,
  rowDifference,
  TABLE_ROLES,
  type TestDatabase,
  tableHashes,
  tableRows,
} from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

let one: TestDatabase;
let other: TestDatabase;
beforeAll(async () => {
  [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
});
beforeEach(async () => {
  for (const { pool } of [one, other]) await pool.query('truncate pool, document_mark');
});

const addPool = ({ pool }: TestDatabase, number: number, blocks: number) =>
  pool.query(`insert into pool (pool_id, life_blocks) values (decode(lpad(to_hex($1::int), 56, '0'), 'hex'), $2)`, [
    number,
    blocks,
  ]);

test('every table of ours has a role, and every role its table', async () => {
  const { rows } = await one.pool.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  expect(
    Object.keys(TABLE_ROLES).sort(),
    'a new table is truth of the chain, history or neither: say which in src/testing/table-roles.ts',
  ).toEqual(rows.map(({ name }) => name));
});

test('equal rows hash equally, in whatever order they were written', async () => {
  for (const number of [1, 2, 3]) await addPool(one, number, number);
  for (const number of [3, 1, 2]) await addPool(other, number, number);
  expect(await tableHashes(one.pool)).toEqual(await tableHashes(other.pool));
});

test('a row more, a row less and another value each change the hash of their table and of no other', async () => {
  await addPool(one, 1, 5);
  const empty = await tableHashes(other.pool);
  const full = await tableHashes(one.pool);
  expect(full['pool']).not.toBe(empty['pool']);
  expect({ ...full, pool: '' }).toEqual({ ...empty, pool: '' });
  await addPool(other, 1, 6);
  expect((await tableHashes(other.pool))['pool']).not.toBe(full['pool']);
});

test('when a row was written does not count', async () => {
  await one.pool.query(`insert into document_mark (kind, subject) values ('epoch', '1')`);
  await other.pool.query(
    `insert into document_mark (kind, subject, marks, marked_at) values ('epoch', '1', 7, '2020-01-01')`,
  );
  const chosen = { tables: ['document_mark'] };
  expect(await tableHashes(one.pool, chosen)).toEqual(await tableHashes(other.pool, chosen));
});

test('the difference of two databases names the rows on each side', async () => {
  await addPool(one, 1, 5);
  await addPool(one, 2, 5);
  await addPool(other, 2, 6);
  const chosen = { tables: ['pool', 'account'] };
  const difference = rowDifference(await tableRows(one.pool, chosen), await tableRows(other.pool, chosen));
  expect(difference).toEqual([
    expect.stringMatching(/^pool: too much: .*"life_blocks": 5.*/),
    expect.stringMatching(/^pool: too much: .*"life_blocks": 5.*/),
    expect.stringMatching(/^pool: missing: .*"life_blocks": 6.*/),
  ]);
  expect(rowDifference(await tableRows(one.pool, chosen), await tableRows(one.pool, chosen))).toEqual([]);
});
