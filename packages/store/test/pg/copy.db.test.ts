import { type ColumnType, copyColumns, copyInto, inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

let database: TestDatabase;
let pool: Pool;

const columns = [
  { name: 'small', type: 'int2' },
  { name: 'medium', type: 'int4' },
  { name: 'large', type: 'int8' },
  { name: 'bytes', type: 'bytea' },
  { name: 'words', type: 'text' },
  { name: 'truth', type: 'bool' },
  { name: 'measure', type: 'float8' },
  { name: 'document', type: 'jsonb' },
  { name: 'moment', type: 'timestamptz' },
  { name: 'many words', type: 'text[]' },
  { name: 'many bytes', type: 'bytea[]' },
  { name: 'many larges', type: 'int8[]' },
] as const satisfies readonly { name: string; type: ColumnType }[];
const into = { table: 'everything', columns };

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  const defined = columns.map(({ name, type }) => `"${name}" ${type}`).join(', ');
  await pool.query(`create table everything (row serial, ${defined})`);
  await pool.query(
    'create table flat (epoch int4, kind int2, hash bytea, stake int8, pool bytea, share float8, ok bool)',
  );
});
beforeEach(async () => {
  await pool.query('truncate everything, flat restart identity');
});
afterAll(() => database.close());

async function everything(): Promise<unknown[][]> {
  const { rows } = await pool.query('select * from everything order by row');
  return rows.map((row) => columns.map(({ name }) => row[name]));
}

const nulls: unknown[] = columns.map(() => null);
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const text = fc.string({ unit: 'binary' }).map((string) => string.replaceAll('\0', ''));
const int8 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 6 });
const json = fc
  .jsonValue({ noUnicodeString: false })
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '')));

const anyRow = fc.tuple(
  orNull(fc.integer({ min: -0x8000, max: 0x7fff })),
  orNull(fc.integer()),
  orNull(int8),
  orNull(bytes),
  orNull(text),
  orNull(fc.boolean()),
  orNull(fc.double()),
  orNull(json),
  orNull(fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })),
  orNull(fc.array(orNull(text))),
  orNull(fc.array(orNull(bytes))),
  orNull(fc.array(orNull(int8))),
);

test('random rows of every type are read back equal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { maxLength: 20 }), async (rows) => {
      await pool.query('truncate everything restart identity');
      const copied = await inTransaction(pool, (tx) => copyInto(tx, into, rows));
      expect(copied).toBe(rows.length);
      // jsonb has no negative zero; a whole document of null is SQL's null.
      expect(withoutMinusZero(await everything())).toEqual(withoutMinusZero(rows));
    }),
    { numRuns: 40 },
  );
});

const withoutMinusZero = (value: unknown): unknown => {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(withoutMinusZero);
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutMinusZero(inner)]));
  }
  return value;
};

test('tabs, quotes, backslashes and the words that mean null in text are plain text', async () => {
  const awkward = ['a\tb\nc\\d"e\'f', '\\N', '\\.', 'NULL', '', '🏊 pool', '{}'];
  const rows = awkward.map((word) => nulls.with(4, word).with(9, [word, null, word]));
  await inTransaction(pool, (tx) => copyInto(tx, into, rows));
  expect(await everything()).toEqual(rows);
});

test('hex is taken for bytes', async () => {
  await inTransaction(pool, (tx) => copyInto(tx, into, [nulls.with(3, 'C0ffee')]));
  expect((await everything())[0]?.[3]).toEqual(Buffer.from([0xc0, 0xff, 0xee]));
});

test('rows may come from somewhere slow, and many times what a chunk holds', async () => {
  const count = 20_000;
  async function* slowly(): AsyncGenerator<unknown[]> {
    for (let row = 0; row < count; row += 1) yield nulls.with(1, row).with(4, 'x'.repeat(50));
  }
  expect(await inTransaction(pool, (tx) => copyInto(tx, into, slowly()))).toBe(count);
  const { rows } = await pool.query('select count(*) as count, sum(medium) as sum from everything');
  expect(rows).toEqual([{ count: 20_000n, sum: 199_990_000n }]);
});

test('one value larger than a chunk is copied', async () => {
  const large = Buffer.alloc(3_000_000, 7);
  await inTransaction(pool, (tx) => copyInto(tx, into, [nulls.with(3, large), nulls.with(1, 5)]));
  const { rows } = await pool.query('select length(bytes) as length, medium from everything order by row');
  expect(rows).toEqual([
    { length: 3_000_000, medium: null },
    { length: null, medium: 5 },
  ]);
});

test.each([
  ['int2', 0, 40_000, /int2 must be a whole number from -32768 to 32767, not 40000/],
  ['int4', 1, 1.5, /int4 must be a whole number/],
  ['int8', 2, 2n ** 63n, /int8 must be within 64 bits/],
  ['bytea', 3, 'abc', /bytea must be a Uint8Array or hex, not "abc"/],
  ['text', 4, 'a\0b', /U\+0000/],
  ['bool', 5, 1, /bool must be a boolean/],
  ['timestamptz', 8, new Date(Number.NaN), /valid Date/],
  ['text[]', 9, 'no array', /text\[\] must be an array/],
])('a value that does not fit %s fails the whole COPY and leaves nothing', async (_type, column, value, why) => {
  const rows = [nulls.with(1, 1), nulls.with(column, value)];
  await expect(inTransaction(pool, (tx) => copyInto(tx, into, rows))).rejects.toThrow(why);
  expect(await everything()).toEqual([]);
});

test('rows that break off in the middle leave nothing, and the connection serves the next', async () => {
  function* breaksOff(): Generator<unknown[]> {
    for (let row = 0; row < 5_000; row += 1) yield nulls.with(4, 'x'.repeat(100));
    throw new Error('the dump ended early');
  }
  for (let round = 0; round < 12; round += 1) {
    await expect(inTransaction(pool, (tx) => copyInto(tx, into, breaksOff()))).rejects.toThrow('the dump ended early');
  }
  expect(await everything()).toEqual([]);
  expect(pool.counts().waiting).toBe(0);
});

test('a constraint broken in the middle of a long COPY is named', async () => {
  await pool.query('create table unique_ids (id int4 primary key)');
  function* repeated(): Generator<unknown[]> {
    for (let row = 0; row < 400_000; row += 1) yield [row % 100_000];
  }
  const copy = inTransaction(pool, (tx) =>
    copyInto(tx, { table: 'unique_ids', columns: [{ name: 'id', type: 'int4' }] }, repeated()),
  );
  await expect(copy).rejects.toMatchObject({ code: '23505', constraint: 'unique_ids_pkey' });
});

test('a connection lost in the middle of a COPY is a retry error', async () => {
  async function* cutOff(pid: number): AsyncGenerator<unknown[]> {
    for (let row = 0; row < 1_000_000; row += 1) {
      if (row === 50_000) await pool.query('select pg_terminate_backend($1)', [pid]);
      yield nulls.with(1, row);
    }
  }
  const copy = inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    return copyInto(tx, into, cutOff(rows[0]?.pid ?? 0));
  });
  await expect(copy).rejects.toMatchObject({ code: 'POOLTOOL_DATABASE_UNREACHABLE' });
  expect(await everything()).toEqual([]);
});

test('flat columns become rows: a shared value, a lookup, hashes, stakes beyond 2^53', async () => {
  const count = 10_000;
  const hash = Uint8Array.from({ length: count * 28 }, (_, index) => (index * 31) % 251);
  const among = [Buffer.alloc(28, 1), Buffer.alloc(28, 2), Buffer.alloc(28, 3)];
  const stake = BigUint64Array.from({ length: count }, (_, row) => 2n ** 62n + BigInt(row));
  const copied = await inTransaction(pool, (tx) =>
    copyColumns(
      tx,
      {
        table: 'flat',
        columns: [
          { name: 'epoch', type: 'int4', same: 501 },
          { name: 'kind', type: 'int2', values: Uint8Array.from({ length: count }, (_, row) => row % 2) },
          { name: 'hash', type: 'bytea', values: hash, width: 28 },
          { name: 'stake', type: 'int8', values: stake },
          { name: 'pool', type: 'bytea', index: Uint32Array.from({ length: count }, (_, row) => row % 3), among },
          { name: 'share', type: 'float8', values: Float64Array.from({ length: count }, (_, row) => row / 7) },
          { name: 'ok', type: 'bool', values: Uint8Array.from({ length: count }, (_, row) => (row % 5 === 0 ? 1 : 0)) },
        ],
      },
      count,
    ),
  );
  expect(copied).toBe(count);
  const { rows } = await pool.query('select * from flat order by stake');
  expect(rows).toHaveLength(count);
  for (const row of [0, 1, 4_999, 9_999]) {
    expect(rows[row]).toEqual({
      epoch: 501,
      kind: row % 2,
      hash: Buffer.from(hash.subarray(row * 28, row * 28 + 28)),
      stake: 2n ** 62n + BigInt(row),
      pool: among[row % 3],
      share: row / 7,
      ok: row % 5 === 0,
    });
  }
});

test('flat columns that cannot be right are refused by name', async () => {
  const copy = (column: Parameters<typeof copyColumns>[1]['columns'][number], count = 2) =>
    inTransaction(pool, (tx) => copyColumns(tx, { table: 'flat', columns: [column] }, count));
  await expect(copy({ name: 'stake', type: 'int8', values: new BigUint64Array(1) })).rejects.toThrow(
    'column stake holds 1 of 2 rows',
  );
  await expect(copy({ name: 'stake', type: 'int8', values: BigUint64Array.of(1n, 2n ** 63n) })).rejects.toThrow(
    'column stake: 9223372036854775808 is more than int8 holds',
  );
  await expect(copy({ name: 'epoch', type: 'int4', values: Uint32Array.of(1, 2 ** 31) })).rejects.toThrow(
    'column epoch: 2147483648 is more than int4 holds',
  );
  await expect(copy({ name: 'pool', type: 'bytea', index: Uint32Array.of(0, 9), among: ['aa'] })).rejects.toThrow(
    'column pool: row 1 chooses 9 of 1',
  );
  await expect(
    copy({ name: 'pool', type: 'bytea', index: Uint32Array.of(0, 1), among: ['aa', 'aabb'] }),
  ).rejects.toThrow('differ in length');
  const { rows } = await pool.query('select count(*) as count from flat');
  expect(rows).toEqual([{ count: 0n }]);
});

test('no rows are no rows', async () => {
  expect(await inTransaction(pool, (tx) => copyInto(tx, into, []))).toBe(0);
  expect(
    await inTransaction(pool, (tx) =>
      copyColumns(tx, { table: 'flat', columns: [{ name: 'epoch', type: 'int4', same: 1 }] }, 0),
    ),
  ).toBe(0);
});
