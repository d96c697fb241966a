import type { Network } from '@pooltool/domain';
import type { DaemonContext } from '@pooltool/shared-utils/daemon';
import type { ReadyCheck } from '@pooltool/shared-utils/http';
import { openPool, type Pool } from '@pooltool/shared-utils/pg';
import type { KeyBook } from '@pooltool/store/keys';
import { openTipInbox } from '@pooltool/tip-inbox';
import type { config } from '../config.ts';
import type { PostRoute } from '../post-route.ts';
import { sendslotsRoute } from '../slots/sendslots-route.ts';
import { slotsIntakeOf } from '../slots/take-slots.ts';
import { gatherReports } from './gather-reports.ts';
import { keepKeys } from './live-keys.ts';
import { sendstatsRoutes } from './sendstats-route.ts';
import { intakeOf } from './take-report.ts';

/** One put is under way at a time, and the keys are read; both may be cut off for a moment. */
const CONNECTIONS = 2;
/** Who waits for an answer waits 30 s, and comes with the next tip anyway. */
const PATIENCE_MS = 3_000;
/** A connection that cannot be had by then is a put that failed. */
const LONGEST_WAIT_FOR_CONNECTION_MS = 5_000;

export interface Intake {
  readonly routes: readonly PostRoute[];
  /** as they stand, in memory */
  readonly keys: () => KeyBook;
  readonly ready: () => ReadyCheck;
}

/**
 * Takes tip reports, and slots that pools commit to. It has connections of its own, because the others read only, and because who reads must not keep out
 * who reports.
 * @param readingPool for the keys
 */
export async function openIntake(
  { config: given, log, clock, metrics, resources }: DaemonContext<(typeof config)['settings']>,
  { network, readingPool }: { readonly network: Network; readonly readingPool: Pool },
): Promise<Intake> {
  const keys = await keepKeys({
    pool: readingPool,
    clock,
    onFailure: (error) => log.warn({ error }, 'keys.not-read'),
  });
  resources.onClose('keys', () => keys.close());
  const pool = openPool({
    connectionString: given.DATABASE_URL,
    applicationName: 'rest-api-intake',
    max: CONNECTIONS,
    connectTimeoutMs: LONGEST_WAIT_FOR_CONNECTION_MS,
    statementTimeoutMs: given.REST_API_STATEMENT_LIMIT,
    onConnectionLost: (error) => log.warn({ error }, 'database.connection-lost'),
  });
  resources.onClose('intake', () => pool.end());
  const inbox = openTipInbox(given, {
    pool,
    network,
    clock,
    countBilled: metrics.countBilled,
    onTrouble: (error) => log.warn({ error }, 'tips.old-item-not-written'),
  });
  resources.onClose('tip inbox', () => inbox.close());
  const gathering = gatherReports({
    inbox,
    clock,
    mostWaiting: given.REST_API_REPORTS_WAITING,
    patienceMs: PATIENCE_MS,
    onFailure: (error) => log.error({ error }, 'reports.not-stored'),
  });
  resources.onClose('reports', () => gathering.idle());
  const reports = metrics.counter({
    name: 'tip_reports_total',
    says: 'Tip reports by what became of them',
    labels: ['outcome'],
  });
  metrics.gauge({ name: 'tip_reports_waiting', says: 'Tip reports that are not stored yet', read: gathering.waiting });
  const take = intakeOf({
    network,
    clock,
    keys: keys.book,
    gathering,
    allowances: {
      perNode: { perSecond: given.REST_API_REPORTS_PER_SECOND, burst: given.REST_API_REPORT_BURST },
      perAddress: {
        perSecond: given.REST_API_REPORTS_OF_ADDRESS,
        burst: 10 * given.REST_API_REPORTS_OF_ADDRESS,
      },
    },
    onFailure: (error) => log.error({ error }, 'report.failed'),
  });
  const takeSlots = slotsIntakeOf({
    pool,
    network,
    clock,
    keys: keys.book,
    onFailure: (error) => log.error({ error }, 'slots.not-stored'),
  });
  return {
    keys: keys.book,
    routes: [
      ...sendstatsRoutes({ take, count: (outcome) => reports.inc({ outcome }) }),
      sendslotsRoute({ take: takeSlots }),
    ],
    ready: () => (gathering.isFailing() ? { ok: false, says: 'reports cannot be stored' } : { ok: true }),
  };
}
