import { inTransaction } from '@pooltool/shared-utils/pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { poolsForDocuments } from '../../src/documents/index.ts';
import { LONGEST_NOTE, readPoolNote, savePoolNote } from '../../src/operators/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { poolNumber } from '../chain/small-chain.ts';

const POOL = poolNumber(10);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('truncate pool_note, document_mark'));

const save = (note: string) =>
  inTransaction(database.pool, (tx) => savePoolNote(tx, { pool: POOL, note, user: null, nowMs: 0 }));
const marked = async () => {
  const { rows } = await database.pool.query<{ kind: string; subject: string }>(
    'delete from document_mark returning kind, subject',
  );
  return rows;
};

test('a note is shown as it was made harmless, and what shows it is drawn anew', async () => {
  expect(await save('<b onclick=x>Hello</b><script>steal()</script>')).toBe('<b>Hello</b>');
  expect(await readPoolNote(database.pool, POOL)).toBe('<b>Hello</b>');
  expect(await marked()).toEqual([{ kind: 'pool_stats', subject: POOL }]);
});

test('the same again marks nothing, and an empty one takes it away, once', async () => {
  await save('Hello');
  await marked();
  await save('Hello');
  expect(await marked()).toEqual([]);
  expect(await save(' <script>x</script> ')).toBe('');
  expect([await readPoolNote(database.pool, POOL), (await marked()).length]).toEqual(['', 1]);
  await save('');
  expect(await marked()).toEqual([]);
});

test('a note is no longer than clients take, as it is given and as it is shown', async () => {
  expect(await save('x'.repeat(LONGEST_NOTE))).toHaveLength(LONGEST_NOTE);
  for (const note of ['x'.repeat(LONGEST_NOTE + 1), '&'.repeat(LONGEST_NOTE / 4), '<'.repeat(LONGEST_NOTE)])
    await expect(save(note)).rejects.toMatchObject({ code: 'POOLTOOL_NOTE_TOO_LONG' });
});

test('documents of a pool have its note, and know of one that never had any', async () => {
  await database.pool.query(`insert into pool values (decode($1, 'hex'), 1, 0), (decode($2, 'hex'), 1, 0)`, [
    POOL,
    poolNumber(11),
  ]);
  await save('Hello');
  const facts = await poolsForDocuments(database.pool, [POOL, poolNumber(11)]);
  expect([facts.get(POOL)?.note, facts.get(poolNumber(11))?.note]).toEqual(['Hello', null]);
});
