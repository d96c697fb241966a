import type { Network } from '@pooltool/domain';
import { holdAdvisoryLock, openPool, type Pool } from '@pooltool/shared-utils/pg';
import { claimNetwork } from './chain/network.ts';
import { demandCurrentSchema } from './migrate.ts';

/** The part of a daemon's context that opening the store needs. */
interface Opening {
  readonly config: { readonly DATABASE_URL: string };
  readonly log: { warn(fields: Readonly<Record<string, unknown>>, event: `${string}.${string}`): void };
  readonly resources: { onClose(name: string, close: () => unknown): void };
}

/**
 * Connections to the truth for a daemon, closed with it. Refuses a database of another schema or of another network.
 * @throws POOLTOOL_SCHEMA_NOT_CURRENT, POOLTOOL_WRONG_NETWORK (halt), POOLTOOL_DATABASE_UNREACHABLE (retry)
 */
export async function openStore(
  daemon: string,
  { config, log, resources }: Opening,
  network: Network,
  { pipelined = false }: { readonly pipelined?: boolean } = {},
): Promise<Pool> {
  const pool = openPool({
    connectionString: config.DATABASE_URL,
    applicationName: daemon,
    pipelined,
    onConnectionLost: (error) => log.warn({ error }, 'database.connection-lost'),
  });
  resources.onClose('database', () => pool.end());
  await demandCurrentSchema(pool);
  await claimNetwork(pool, network);
  return pool;
}

/**
 * For a daemon of which only one may run on one database: its lock, or null while another holds it.
 * Use as `acquireSingleton: onlyOne('oura-consumer')`.
 */
export const onlyOne =
  (daemon: string) =>
  async ({ config, resources }: Pick<Opening, 'config' | 'resources'>) => {
    const pool = openPool({ connectionString: config.DATABASE_URL, applicationName: `${daemon}-lock`, max: 1 });
    resources.onClose('lock', () => pool.end());
    return holdAdvisoryLock(pool, `pooltool:${daemon}`);
  };
