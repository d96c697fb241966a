import { type ConfigOf, defineConfig, readConfig } from '@pooltool/shared-utils/config';
import { openPool, type Pool } from '@pooltool/shared-utils/pg';
import { demandCurrentSchema, storeSettings } from '@pooltool/store';

const databaseConfig = defineConfig({ ...storeSettings });

/** @throws POOLTOOL_CONFIG_INVALID (halt) when DATABASE_URL is missing. */
export const readDatabaseConfig = (): ConfigOf<typeof databaseConfig> => readConfig(databaseConfig);

/**
 * Does `work` with connections to the truth.
 * @throws POOLTOOL_CONFIG_INVALID, POOLTOOL_SCHEMA_NOT_CURRENT (halt), POOLTOOL_DATABASE_UNREACHABLE (retry)
 */
export async function withDatabase<Result>(
  work: (pool: Pool) => Promise<Result>,
  { pipelined = false }: { readonly pipelined?: boolean } = {},
): Promise<Result> {
  const { DATABASE_URL } = readDatabaseConfig();
  const pool = openPool({ connectionString: DATABASE_URL, applicationName: 'pooltool', max: 2, pipelined });
  try {
    await demandCurrentSchema(pool);
    return await work(pool);
  } finally {
    await pool.end();
  }
}
