import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { describe, expect, test } from 'vitest';
import { MOST_IN_BATCH, type TipInbox } from '../src/index.ts';
import { PLACES } from './inbox-stages.ts';
import { FULL_MESSAGE, fromTo, messageNo, numbersOf, OLD_MESSAGE } from './messages.ts';

async function takeFrom(inbox: TipInbox, pool: Pool, limit = 10_000): Promise<number[]> {
  await inbox.fetch(limit);
  return inTransaction(pool, async (tx) => numbersOf(await inbox.take(tx, limit)));
}

describe.each(Object.entries(PLACES))('an inbox in %s', (_name, place) => {
  test('hands over what was put, as it was put, oldest first, once', async () => {
    const { pool, open } = await place();
    const [writer, reader] = [open(), open()];
    await writer.put([FULL_MESSAGE, OLD_MESSAGE]);
    await writer.put([messageNo(9)]);
    await reader.fetch(10);
    const taken = await inTransaction(pool, (tx) => reader.take(tx, 10));
    expect(taken).toEqual([FULL_MESSAGE, OLD_MESSAGE, messageNo(9)]);
    expect(await takeFrom(reader, pool)).toEqual([]);
  });

  test('putting nothing puts nothing', async () => {
    const { pool, open } = await place();
    const inbox = open();
    await inbox.put([]);
    expect(await takeFrom(inbox, pool)).toEqual([]);
  });

  test('a transaction that fails gives back what it took', async () => {
    const { pool, open } = await place();
    const [writer, reader] = [open(), open()];
    await writer.put([messageNo(1), messageNo(2)]);
    await reader.fetch(10);
    const failing = inTransaction(pool, async (tx) => {
      expect(numbersOf(await reader.take(tx, 10))).toEqual([1, 2]);
      throw new Error('the work failed');
    });
    await expect(failing).rejects.toThrow('the work failed');
    expect(await takeFrom(reader, pool)).toEqual([1, 2]);
  });

  test('no more than the limit is taken, and what is left comes next', async () => {
    const { pool, open } = await place();
    const [writer, reader] = [open(), open()];
    for (const no of fromTo(1, 5)) await writer.put([messageNo(no)]);
    expect(await takeFrom(reader, pool, 3)).toEqual([1, 2, 3]);
    expect(await takeFrom(reader, pool, 3)).toEqual([4, 5]);
  });

  test('a batch that is larger than the limit comes alone, so that a small limit never stops everything', async () => {
    const { pool, open } = await place();
    const [writer, reader] = [open(), open()];
    await writer.put(fromTo(1, MOST_IN_BATCH + 1).map((no) => messageNo(no)));
    expect(await takeFrom(reader, pool, 1)).toEqual(fromTo(1, MOST_IN_BATCH));
    expect(await takeFrom(reader, pool, 1)).toEqual([MOST_IN_BATCH + 1]);
  });

  test('what is written while a reader works comes the next time', async () => {
    const { pool, open } = await place();
    const [writer, reader] = [open(), open()];
    await writer.put([messageNo(1)]);
    await reader.fetch(10);
    await inTransaction(pool, async (tx) => {
      await reader.take(tx, 10);
      await writer.put([messageNo(2)]);
    });
    expect(await takeFrom(reader, pool)).toEqual([2]);
  });

  test('two readers at once share the messages: each goes to one of them', async () => {
    const { pool, open } = await place();
    const [writer, one, other] = [open(), open(), open()];
    for (const no of fromTo(1, 20)) await writer.put([messageNo(no)]);
    const taken = await Promise.all([takeFrom(one, pool, 7), takeFrom(other, pool, 7), takeFrom(one, pool, 7)]);
    const rest = await takeFrom(other, pool);
    expect([...taken.flat(), ...rest].sort((a, b) => a - b)).toEqual(fromTo(1, 20));
  });
});
