import type { Clock } from '@pooltool/shared-utils/clock';
import { listen, type Pool } from '@pooltool/shared-utils/pg';
import { KEYS_CHANNEL, type KeyBook, readKeyBook } from '@pooltool/store/keys';

export interface LiveKeysParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

export interface LiveKeys {
  readonly book: () => KeyBook;
  close(): Promise<void>;
}

/**
 * What is not told counts this much later: a registration that names other addresses, a key whose end has come, a change while the
 * connection that listens was broken unnoticed.
 */
export const KEYS_REREAD_MS = 5_000;

/**
 * The keys as they stand, in memory: read again when PostgreSQL tells of a change, when it could not tell, and every five
 * seconds, so that a new key is valid and a revoked one refused at once, at the latest after that. While PostgreSQL is away
 * they stay as they were.
 */
export async function keepKeys({ pool, clock, onFailure }: LiveKeysParts): Promise<LiveKeys> {
  let book = await readKeyBook(pool, clock.now());
  let reading: Promise<void> | null = null;
  let changed = false;

  /** Read at least once after each call; never twice at the same time, so that an older answer cannot come last. */
  function reread(): Promise<void> {
    changed = true;
    reading ??= (async () => {
      while (changed) {
        changed = false;
        try {
          book = await readKeyBook(pool, clock.now());
        } catch (error) {
          onFailure(error);
        }
      }
      reading = null;
    })();
    return reading;
  }

  const closing = new AbortController();
  const listening = await listen(pool, KEYS_CHANNEL, () => void reread(), { onReconnect: () => void reread() });
  const rereading = (async () => {
    for (;;) {
      await clock.waitMs(KEYS_REREAD_MS, closing.signal);
      await reread();
    }
  })().catch((error: unknown) => {
    if (!closing.signal.aborted) onFailure(error);
  });
  return {
    book: () => book,
    async close() {
      closing.abort();
      await listening.close();
      await rereading;
      await reading;
    },
  };
}
