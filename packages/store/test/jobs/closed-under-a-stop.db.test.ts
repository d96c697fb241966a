import { memoryLog } from '@pooltool/shared-utils/log';
import { openJobs } from '@pooltool/store/jobs';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
});

/** As PostgreSQL ends all connections when it is stopped. */
const endConnections = async (applicationName: string): Promise<number> => {
  const { rowCount } = await database.pool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()',
    [applicationName],
  );
  return rowCount ?? 0;
};

// An uncaught error fails the run: that is what this looks for.
test('PostgreSQL that stops while jobs are closed ends no process', async () => {
  let ended = 0;
  for (let turn = 0; turn < 12; turn += 1) {
    const applicationName = `closing-${turn}`;
    const jobs = await openJobs({ connectionString: database.url, applicationName, log: memoryLog() });
    const [count] = await Promise.all([endConnections(applicationName), jobs.close({ graceMs: 0 }).catch(() => {})]);
    ended += count;
  }
  expect(ended, 'connections were ended').toBeGreaterThan(0);
});
