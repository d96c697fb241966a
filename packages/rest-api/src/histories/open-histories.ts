import type { DaemonContext } from '@pooltool/shared-utils/daemon';
import { openPool } from '@pooltool/shared-utils/pg';
import type { AccountRoute } from '../accounts/account-route.ts';
import type { config } from '../config.ts';
import { HISTORY_ALLOWANCES, historyLimits } from './history-limits.ts';
import type { FilesAt } from './history-meta.ts';
import { historyRoutes } from './history-routes.ts';
import { oldHistoryRoutes } from './old-history-routes.ts';

const CONNECTIONS = 2;
const LONGEST_WAIT_FOR_CONNECTION_MS = 5_000;

/**
 * Histories of stake keys, asked for. On connections of their own: the others read only, and whoever signs in must not wait
 * with those who wait until an epoch is taken into all histories.
 */
export function openHistories(
  { config: given, log, clock, resources }: DaemonContext<(typeof config)['settings']>,
  { files }: { readonly files: FilesAt },
): readonly AccountRoute[] {
  const pool = openPool({
    connectionString: given.DATABASE_URL,
    applicationName: 'rest-api-histories',
    max: CONNECTIONS,
    connectTimeoutMs: LONGEST_WAIT_FOR_CONNECTION_MS,
    statementTimeoutMs: given.REST_API_STATEMENT_LIMIT,
    onConnectionLost: (error) => log.warn({ error }, 'database.connection-lost'),
  });
  resources.onClose('histories', () => pool.end());
  const parts = { pool, files, countNewKeys: historyLimits(HISTORY_ALLOWANCES, clock) };
  return [...historyRoutes(parts), ...oldHistoryRoutes(parts)];
}
