import { startPostgres } from '@pooltool/local-cloud/postgres';
import { openPool } from '@pooltool/shared-utils/pg';
import { migrate } from '@pooltool/store';
import type { Fuzzing } from '../../../codec/test/fuzz/fuzzing.ts';
import { endpointFuzzing } from './fuzz-endpoint.ts';

/** `npm run fuzz -- endpoint`: over a PostgreSQL of its own, which goes with it. */
export async function fuzzing(): Promise<Fuzzing> {
  const postgres = await startPostgres();
  await migrate(postgres.url);
  const pool = openPool({ connectionString: postgres.url, applicationName: 'fuzz' });
  const { run, close } = await endpointFuzzing(pool);
  return {
    run,
    async close() {
      await close();
      await pool.end();
      await postgres.stop();
    },
  };
}
