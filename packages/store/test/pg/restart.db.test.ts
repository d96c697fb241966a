import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@pooltool/local-cloud/postgres';
import { inTransaction, openPool } from '@pooltool/shared-utils/pg';
import { expect, onTestFinished, test } from 'vitest';

test.each(['stop', 'kill'] as const)('a pool outlives a PostgreSQL that it sees %s and come back', async (way) => {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-restart-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'data');
  const before = await startPostgres({ dataDir });
  let lost = 0;
  const pool = openPool({
    connectionString: before.url,
    applicationName: 'survivor',
    onConnectionLost: () => {
      lost += 1;
    },
  });
  await pool.query('create table kept (id int4)');
  // Several idle connections, and one in the middle of a transaction.
  await Promise.all([1, 2, 3].map((id) => pool.query('insert into kept values ($1)', [id])));
  const { promise: stopped, resolve: goOn } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const underWay = inTransaction(pool, async (tx) => {
    await tx.query('delete from kept');
    begin();
    await stopped;
    await tx.query('select 1');
  });
  const outcome = underWay.then(
    () => 'committed',
    (error: unknown) => error,
  );
  await begun;

  await before[way]();
  goOn();
  expect(await outcome).toMatchObject({ code: 'POOLTOOL_DATABASE_UNREACHABLE' });
  await expect(pool.query('select 1')).rejects.toMatchObject({ code: 'POOLTOOL_DATABASE_UNREACHABLE' });
  expect(lost).toBeGreaterThan(0);

  const after = await startPostgres({ dataDir, port: before.port });
  const { rows } = await pool.query('select id from kept order by id');
  expect(rows).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  await pool.end();
  await after.stop();
});
