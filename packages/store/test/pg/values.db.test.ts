import { openPool, type Pool } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.close());

async function answer(sql: string, ...values: unknown[]): Promise<unknown> {
  const { rows } = await pool.query<{ it: unknown }>(`select ${sql} as it`, values);
  return rows[0]?.it;
}

test('45 billion ada in lovelace comes back to the lovelace', async () => {
  expect(await answer('$1::int8', 45_000_000_000_000_001n)).toBe(45_000_000_000_000_001n);
  expect(await answer('$1::int8[]', [9007199254740993n, null, -1n])).toEqual([9007199254740993n, null, -1n]);
  expect(await answer(`'{}'::int8[]`)).toEqual([]);
});

test('any int4[] comes back as the numbers it was, with its nulls; one of two dimensions is refused', async () => {
  const numbers = fc.array(fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })));
  await fc.assert(
    fc.asyncProperty(numbers, async (value) => {
      expect(await answer('$1::int4[]', value)).toEqual(value);
    }),
    { numRuns: 50 },
  );
  expect(await answer('array[-32768, null, 7]::int2[]')).toEqual([-32768, null, 7]);
  await expect(answer('array[array[1], array[2]]')).rejects.toThrow(RangeError);
  await expect(answer(`'[2:3]={1,2}'::int4[]`)).rejects.toThrow(RangeError);
});

test('any int8 comes back as the bigint it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), async (value) => {
      expect(await answer('$1::int8', value)).toBe(value);
    }),
    { numRuns: 50 },
  );
});

test('the sum of lovelace is a bigint beyond 64 bits', async () => {
  expect(await answer('(select sum(n) from (values (9223372036854775807::int8), (9223372036854775807)) v(n))')).toBe(
    18446744073709551614n,
  );
  expect(await answer('array[1, 2]::numeric[]')).toEqual([1n, 2n]);
});

test('a numeric with a point is refused rather than rounded', async () => {
  await expect(answer('(select avg(n) from (values (1::int8), (2)) v(n))')).rejects.toThrow(/has a point: cast it/);
  expect(await answer('1::int8')).toBe(1n);
});

test('bytes are bytes, days and times are dates in UTC', async () => {
  expect(await answer('$1::bytea', Uint8Array.of(0, 255))).toEqual(Buffer.from([0, 255]));
  expect(await answer(`'2020-07-29'::date`)).toEqual(new Date('2020-07-29T00:00:00Z'));
  expect(await answer(`'2020-07-29 21:44:51+00'::timestamptz`)).toEqual(new Date('2020-07-29T21:44:51Z'));
  expect(await answer(`'2020-07-29 21:44:51.5'::timestamp`)).toEqual(new Date('2020-07-29T21:44:51.500Z'));
});

test(`pg's own table of types stays as it was`, async () => {
  const { default: pg } = await import('pg');
  expect(pg.types.getTypeParser(pg.types.builtins.INT8)('1')).toBe('1');
});

test('nobody listens on the port: a retry error, not a crash', async () => {
  const nowhere = openPool({ connectionString: 'postgres://x@127.0.0.1:1/x', applicationName: 'test' });
  await expect(nowhere.query('select 1')).rejects.toMatchObject({
    code: 'POOLTOOL_DATABASE_UNREACHABLE',
    disposition: 'retry',
  });
  await nowhere.end();
});

test('a broken constraint stays the error PostgreSQL gave', async () => {
  await pool.query('create table once (id int4 primary key)');
  await pool.query('insert into once values (1)');
  await expect(pool.query('insert into once values (1)')).rejects.toMatchObject({
    code: '23505',
    constraint: 'once_pkey',
  });
});
