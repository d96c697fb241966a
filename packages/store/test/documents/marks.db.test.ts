import { DOCUMENT_KINDS, epoch, markOf } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '@pooltool/store';
import { clearMarks, takeMarks, waitingDocuments } from '@pooltool/store/documents';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('truncate document_mark'));

const [a, b] = [markOf.epoch(epoch(1)), markOf.epoch(epoch(2))];
const mark = (...marks: Parameters<typeof markDocuments>[1]) =>
  inTransaction(database.pool, (tx) => markDocuments(tx, marks));
const take = () => takeMarks(database.pool, { kinds: DOCUMENT_KINDS, limit: 10 });
const clear = (drawn: Awaited<ReturnType<typeof take>>, drawnAt = new Date()) =>
  inTransaction(database.pool, (tx) => clearMarks(tx, { drawn, drawnAt }));

test('marks are taken with how often they were made, the oldest first, and cleared when they were drawn', async () => {
  await mark(b);
  await mark(a, b);
  const taken = await take();
  expect(taken).toEqual([
    { ...b, marks: 2n },
    { ...a, marks: 1n },
  ]);
  expect((await waitingDocuments(database.pool)).count).toBe(2);
  await clear(taken);
  expect(await waitingDocuments(database.pool)).toEqual({ count: 0, oldestMarkedAt: null });
});

test('a mark that grew while its document was drawn stays, no older than the drawing', async () => {
  await mark(a, b);
  const taken = await take();
  await mark(b);
  const drawnAt = new Date(Date.now() + 60_000);
  await clear(taken, drawnAt);
  expect(await take()).toEqual([{ ...b, marks: 2n }]);
  expect((await waitingDocuments(database.pool)).oldestMarkedAt).toEqual(drawnAt);
});

test('a mark that a transaction is making at this moment stays, and nobody waits for anybody', async () => {
  await mark(a, b);
  const taken = await take();
  await inTransaction(database.pool, async (tx) => {
    await markDocuments(tx, [b]);
    await clear(taken);
    await markDocuments(tx, [a]);
  });
  expect(await take()).toEqual([
    { ...b, marks: 2n },
    { ...a, marks: 1n },
  ]);
});
