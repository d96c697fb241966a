import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';
import type { Pool } from '@pooltool/shared-utils/pg';
import { forgetOldHeights } from '@pooltool/store/documents';

const EVERY_MS = 10 * 60_000;

/**
 * Has what heights left behind forgotten, from time to time, as long as the daemon runs. A failure is logged and tried again:
 * nobody waits for it.
 */
export async function forgettingOldHeights({
  pool,
  clock,
  log,
  signal,
}: {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<void> {
  while (!signal.aborted) {
    try {
      const forgotten = await forgetOldHeights(pool);
      if (forgotten > 0) log.info({ documents: forgotten }, 'documents.forgotten');
    } catch (error) {
      if (!signal.aborted) log.warn({ error }, 'documents.not_forgotten');
    }
    await clock.waitMs(EVERY_MS, signal).catch(() => {});
  }
}
