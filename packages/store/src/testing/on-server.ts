import { openPool } from '@pooltool/shared-utils/pg';

/** One statement on the server's own database: CREATE and DROP DATABASE must not run in the database they are about. */
export async function onServer(serverUrl: string, statement: string): Promise<void> {
  const pool = openPool({ connectionString: serverUrl, applicationName: 'pooltool-tests', max: 1 });
  try {
    await pool.query(statement);
  } finally {
    await pool.end();
  }
}
