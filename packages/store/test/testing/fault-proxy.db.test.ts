import { inTransaction, openPool, type Pool, together } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type FaultProxy, startFaultProxy, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let database: TestDatabase;
let proxy: FaultProxy;
beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startFaultProxy(database.url);
  await database.pool.query('create table written (id int4)');
});
afterAll(async () => {
  await proxy.close();
  await database.close();
});
beforeEach(() => database.pool.query('truncate written'));

const rowsWritten = async () => (await database.pool.query('select count(*) from written')).rows[0]?.['count'];
const write = (tx: Parameters<typeof together>[0], id: number) =>
  tx.query({ name: 'write', text: 'insert into written values ($1)', values: [id] });
const writeThree = (pool: Pool) =>
  inTransaction(pool, (tx) => together(tx, [() => write(tx, 1), () => write(tx, 2), () => write(tx, 3)]));

describe.each([
  ['one by one', false],
  ['pipelined', true],
])('a transaction of statements sent %s', (_, pipelined) => {
  const openHere = () => openPool({ connectionString: proxy.url, applicationName: 'cut', max: 1, pipelined });

  async function messagesOfOne(): Promise<number> {
    const pool = openHere();
    const before = proxy.counts.messages;
    await writeThree(pool);
    const all = proxy.counts.messages - before;
    await pool.end();
    await database.pool.query('truncate written');
    return all;
  }

  test('that is cut before or after any of its messages happens wholly or not at all, and the caller is told to repeat', async () => {
    const all = await messagesOfOne();
    expect(all).toBeGreaterThan(10);
    const outcomes = new Set<unknown>();
    for (const side of ['before', 'after'] as const) {
      for (let nth = 1; nth <= all; nth += 1) {
        const pool = openHere();
        proxy.cutAt(nth, side);
        await expect(writeThree(pool), `${side} ${nth} of ${all}`).rejects.toMatchObject({
          code: 'POOLTOOL_DATABASE_UNREACHABLE',
        });
        await pool.end();
        await proxy.settled();
        outcomes.add(await rowsWritten());
        await database.pool.query('truncate written');
      }
    }
    expect(outcomes, 'some cuts leave nothing, those around COMMIT leave everything').toEqual(new Set([0n, 3n]));
  });

  test('goes through untouched when the cut lies beyond it', async () => {
    const pool = openHere();
    proxy.cutAt(1_000, 'before');
    await writeThree(pool);
    expect(proxy.disarm()).toBe(true);
    expect(await rowsWritten()).toBe(3n);
    await pool.end();
  });
});
