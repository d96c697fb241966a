import { DOCUMENT_KINDS, epoch, markOf } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { markAtCommit, markDocuments } from '@pooltool/store';
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

test('what is marked for the COMMIT counts once a transaction, however often it is handed over, and nobody waits before', async () => {
  await inTransaction(database.pool, async (tx) => {
    markAtCommit(tx, [b, a]);
    await mark(a);
    markAtCommit(tx, [a]);
  });
  const marks = Object.fromEntries((await take()).map(({ subject, marks }) => [subject, marks]));
  expect(marks).toEqual({ [a.subject]: 2n, [b.subject]: 1n });
});

test('two transactions that mark the same in other orders do not lock each other up', async () => {
  const many = Array.from({ length: 50 }, (_, index) => markOf.epoch(epoch(index)));
  const work = (marks: typeof many) =>
    inTransaction(database.pool, async (tx) => {
      for (const one of marks) markAtCommit(tx, [one]);
    });
  await Promise.all(Array.from({ length: 8 }, (_, index) => work(index % 2 ? many : many.toReversed())));
  expect((await waitingDocuments(database.pool)).count).toBe(50);
});
