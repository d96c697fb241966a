import { randomBytes } from 'node:crypto';
import { openPool, type Pool } from '@pooltool/shared-utils/pg';
import { inject } from 'vitest';
import { onServer } from './on-server.ts';

export { type CutSide, type FaultProxy, startFaultProxy } from './fault-proxy.ts';
export { rowDifference } from './row-difference.ts';
export { type TableHashes, type TableRows, type TablesChosen, tableHashes, tableRows } from './table-hashes.ts';
export { TABLE_ROLES, type TableRole, tablesOf } from './table-roles.ts';

export interface TestDatabase {
  readonly pool: Pool;
  readonly url: string;
  /** Ends the pool and drops the database, whoever is still connected. */
  close(): Promise<void>;
}

/**
 * A migrated database of this test's own, cloned from the run's template in some 40 ms, or from another one of this run's
 * to which nobody is connected. Call it in `beforeAll` and `close` in `afterAll`; works in the projects whose globalSetup
 * is ./global-setup.ts.
 */
export async function createTestDatabase({ like }: { readonly like?: TestDatabase } = {}): Promise<TestDatabase> {
  const { serverUrl, template: migrated } = inject('testPostgres');
  const template = like === undefined ? migrated : new URL(like.url).pathname.slice(1);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `create database ${name} template ${template}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const pool = openPool({ connectionString: url.href, applicationName: name });
  return {
    pool,
    url: url.href,
    close: async () => {
      await pool.end();
      await onServer(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}
