import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { inTransaction, openPool, type Pool, type Transaction, together } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query('create table line (number int primary key)');
});
afterAll(() => database.close());

const lines = async () =>
  (await database.pool.query('select number from line order by number')).rows.map(({ number }) => number);
const add = (number: number) => `insert into line values (${number}) returning number`;

describe.each([true, false])('statements together, pipelined: %s', (pipelined) => {
  let pool: Pool;
  beforeAll(async () => {
    await database.pool.query('truncate line');
    pool = openPool({ connectionString: database.url, applicationName: 'together', pipelined, max: 1 });
  });
  afterAll(() => pool.end());

  test('all happen, and each answers its own result', async () => {
    const answers = await inTransaction(pool, (tx) =>
      together(tx, [() => tx.query(add(1)), () => tx.query('select $1::text as word', ['x']), () => tx.query(add(2))]),
    );
    expect(answers.map(({ rows }) => rows)).toEqual([[{ number: 1 }], [{ word: 'x' }], [{ number: 2 }]]);
    expect(await lines()).toEqual([1, 2]);
  });

  test('none happens when one fails, and the error is the one of the first that failed', async () => {
    const failing = inTransaction(pool, (tx) =>
      together(tx, [
        () => tx.query(add(3)),
        () => tx.query(add(1)),
        () => tx.query('select 1/0'),
        () => tx.query(add(4)),
      ]),
    );
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(await lines()).toEqual([1, 2]);
  });

  test('what goes out with the COMMIT comes after the work, and stands or falls with it', async () => {
    const seen: unknown[] = [];
    await inTransaction(pool, async (tx) => {
      tx.atCommit(async () => seen.push((await tx.query('select number from line where number = 11')).rowCount));
      await tx.query(add(11));
    });
    expect(seen).toEqual([1]);
    const failing = inTransaction(pool, async (tx) => {
      tx.atCommit(() => tx.query('select 1/0'));
      await tx.query(add(12));
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    const thrown = inTransaction(pool, async (tx) => {
      tx.atCommit(() => tx.query(add(13)));
      throw new Error('no');
    });
    await expect(thrown).rejects.toThrow('no');
    await database.pool.query('delete from line where number = 11');
    expect(await lines()).toEqual([1, 2]);
  });

  test('the connection is good for the next transaction after a failure', async () => {
    await expect(inTransaction(pool, (tx) => tx.query('select nothing'))).rejects.toMatchObject({ code: '42703' });
    await inTransaction(pool, (tx) => tx.query(add(5)));
    expect(await lines()).toEqual([1, 2, 5]);
  });

  test('what the work throws itself rolls back too', async () => {
    const work = inTransaction(pool, async (tx) => {
      await together(tx, [() => tx.query(add(6))]);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await lines()).toEqual([1, 2, 5]);
  });

  test('nothing lands outside the transaction when a part goes on after another one failed', async () => {
    let late: Promise<unknown> = Promise.resolve();
    const slow = async (tx: Transaction) => {
      await tx.query(add(7));
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
      return tx.query(add(8));
    };
    const failing = inTransaction(pool, (tx) =>
      together(tx, [
        () => {
          late = slow(tx).catch(() => {});
          return late;
        },
        () => tx.query('select 1/0'),
      ]),
    );
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    await late;
    expect(await lines()).toEqual([1, 2, 5]);
  });
});

/** The database through a line on which every BEGIN arrives misspelt: PostgreSQL refuses it, and the connection stays. */
async function whereNothingBegins(): Promise<string> {
  const target = new URL(database.url);
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    upstream.pipe(client);
    client.on('data', (piece) =>
      upstream.write(Buffer.from(piece.toString('latin1').replace('begin', 'begun'), 'latin1')),
    );
    client.on('close', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server on a port has an address');
  return Object.assign(new URL(database.url), { hostname: '127.0.0.1', port: `${address.port}` }).href;
}

test.each([true, false])(
  'when a transaction cannot begin, none of its statements is done, pipelined: %s',
  async (pipelined) => {
    const pool = openPool({
      connectionString: await whereNothingBegins(),
      applicationName: 'begun',
      pipelined,
      max: 1,
    });
    onTestFinished(() => pool.end());
    const work = inTransaction(pool, async (tx) => {
      await together(tx, [() => tx.query(add(77)), () => tx.query(add(78))]);
      await tx.query(add(79));
    });
    await expect(work).rejects.toMatchObject({ code: '42601' });
    expect(await lines()).not.toEqual(expect.arrayContaining([77]));
  },
);
