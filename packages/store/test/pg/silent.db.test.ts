import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { inTransaction, openPool } from '@pooltool/shared-utils/pg';
import { createTestDatabase } from '@pooltool/store/testing';
import { expect, onTestFinished, test } from 'vitest';

/** A line on which whatever is said stays unanswered from `fallSilent` on, as if the other machine had lost its power. New connections get through. */
async function startSilentLine(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => {});
    }
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const url = new URL(databaseUrl);
  url.port = String(address.port);
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return {
    url: url.href,
    fallSilent() {
      for (const socket of open) socket.unpipe().resume();
    },
  };
}

test('a connection that says nothing any more is given up when twice the time of a statement is over, and the next one serves', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const line = await startSilentLine(database.url);
  const pool = openPool({
    connectionString: line.url,
    applicationName: 'patient',
    max: 1,
    connectTimeoutMs: 10_000,
    statementTimeoutMs: 200,
  });
  const UNREACHABLE = { code: 'POOLTOOL_DATABASE_UNREACHABLE', disposition: 'retry' };
  const ask = () => pool.query({ name: 'one', text: 'select 1 as one' });
  await ask();
  line.fallSilent();
  await expect(ask()).rejects.toMatchObject(UNREACHABLE);
  expect((await ask()).rows).toEqual([{ one: 1 }]);

  line.fallSilent();
  await expect(inTransaction(pool, (tx) => tx.query('select 1'))).rejects.toMatchObject(UNREACHABLE);
  expect((await ask()).rows).toEqual([{ one: 1 }]);
  await pool.end();
});
