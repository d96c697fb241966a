import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openObjectStore } from '@pooltool/shared-utils/aws';
import { openFirebase } from '@pooltool/shared-utils/firebase';
import { openPool } from '@pooltool/shared-utils/pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLocalCloud } from '../src/index.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pooltool-cloud-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const count = () => undefined;

test('all services start together, each answers, and what they hold is there after a restart', async () => {
  const first = await startLocalCloud({ dataDir });
  const firebase = openFirebase({ databaseUrl: first.firebaseUrl, root: 'Mainnet', count });
  await firebase.set('ecosystem/activePools', 3);
  await firebase.close();
  const connection = { region: 'us-west-2', bucket: 'data.pooltool.io', count };
  const store = openObjectStore({ ...connection, endpoint: first.s3Url });
  await store.put({ key: 'stats/a.json', body: Buffer.from('[]'), contentType: 'application/json' });
  store.close();
  const pool = openPool({ connectionString: first.postgresUrl, applicationName: 'test' });
  await pool.query('create table kept as select 1 as one');
  await pool.end();
  expect((await fetch(first.dynamodbUrl)).status).toBe(200);
  await first.stop();
  await first.stop();
  expect((await readdir(dataDir)).toSorted()).toEqual(['dynamodb', 'firebase', 'postgres', 's3']);

  const again = await startLocalCloud({ dataDir });
  const reader = openFirebase({ databaseUrl: again.firebaseUrl, root: 'Mainnet', count });
  expect(await reader.get('ecosystem')).toEqual({ activePools: 3 });
  await reader.close();
  const kept = openObjectStore({ ...connection, endpoint: again.s3Url });
  expect(String((await kept.get('stats/a.json'))?.bytes)).toBe('[]');
  kept.close();
  const samePool = openPool({ connectionString: again.postgresUrl, applicationName: 'test' });
  expect((await samePool.query('select one from kept')).rows).toEqual([{ one: 1 }]);
  await samePool.end();
  await again.stop();
});

test('when one does not start none stays', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(startLocalCloud({ dataDir, ports: { s3: port } })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  // Their folders are free, so they were stopped.
  await (await startLocalCloud({ dataDir })).stop();
  await new Promise((resolve) => taken.close(resolve));
});
