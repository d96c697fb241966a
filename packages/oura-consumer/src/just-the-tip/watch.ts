import type { Network } from '@pooltool/domain';
import { type Clock, makeBell } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';
import type { Metrics } from '@pooltool/shared-utils/metrics';
import { listen, openPool, type Pool } from '@pooltool/shared-utils/pg';
import { countPaymentsOfUnknown, VERIFICATIONS_CHANNEL } from '@pooltool/store/verifications';
import { payerQuestions } from './ask-for-payers.ts';
import { keepHouse } from './housekeeping.ts';
import { repeat } from './repeat.ts';
import { changeTeller } from './tell-changes.ts';

export interface Watching {
  readonly pool: Pool;
  readonly network: Network;
  readonly config: { readonly DB_SYNC_URL: string | undefined };
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
  readonly resources: { onClose(name: string, close: () => unknown): void };
}

/**
 * What proving an account by a payment needs beside following the chain: payers that only db-sync knows, expiry, and
 * telling what happened. Payments themselves are recorded with their blocks (store, `recordBlocks`).
 */
export async function justTheTip(parts: Watching): Promise<{
  /** Resolves when the signal is aborted. @throws an error that halts */
  readonly ended: Promise<void>;
}> {
  const { pool, clock, log, metrics, resources } = parts;
  metrics.gauge({
    name: 'payments_of_unknown_payers',
    says: 'Payments of verifications whose payers nobody has told yet',
    read: () => countPaymentsOfUnknown(pool),
  });
  const asking = makeBell(clock);
  const told = changeTeller({ log, metrics, unknown: asking.ring });
  const listening = await listen(pool, VERIFICATIONS_CHANNEL, told, { onReconnect: asking.ring });
  resources.onClose('verifications', () => listening.close());
  const work = payerQuestions({ pool, dbSync: openDbSync(parts), log });
  const ended = Promise.all([
    repeat({ ...parts, work, bell: asking, failed: 'verification.question-failed' }),
    repeat({ ...parts, work: () => keepHouse(parts), bell: makeBell(clock), failed: 'verification.expiry-failed' }),
  ]);
  return { ended: ended.then(() => {}) };
}

function openDbSync({ config, log, resources }: Watching): Pool | null {
  if (config.DB_SYNC_URL === undefined) return null;
  const dbSync = openPool({
    connectionString: config.DB_SYNC_URL,
    applicationName: 'pooltool-just-the-tip',
    max: 1,
    onConnectionLost: (error) => log.warn({ error }, 'db-sync.connection-lost'),
  });
  resources.onClose('db-sync', () => dbSync.end());
  return dbSync;
}
