import type { Clock } from '@pooltool/shared-utils/clock';
import { listen, type Pool } from '@pooltool/shared-utils/pg';
import { isOfKeysAlone, KEYS_CHANNEL, type KeyBook, readKeyBook, readSpokenPools } from '@pooltool/store/keys';

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
 * What is not told counts this much later: a registration that names other addresses, a key whose end has come, a key that
 * changed while the connection that listens was broken unnoticed.
 */
export const KEYS_REREAD_MS = 5_000;

/** As `KEYS_REREAD_MS`, of pools that were given or claimed: all claims against all registrations are some hundred milliseconds of PostgreSQL's. */
export const POOLS_REREAD_MS = 60_000;

/** How much longer than it took nothing is read again: who changes his keys without end takes a fifth of PostgreSQL's time, and no more. */
const RESTS = 4;

/**
 * The keys as they stand, in memory: read again when PostgreSQL tells of a change, when it could not tell, and every five
 * seconds, so that a new key is valid and a revoked one refused at once, at the latest after that. Who may speak for which
 * pool is read with them when that is told, and when the chain changed something of it. While PostgreSQL is away they stay
 * as they were.
 */
export async function keepKeys({ pool, clock, onFailure }: LiveKeysParts): Promise<LiveKeys> {
  let poolsReadMs = clock.now();
  let pools = await readSpokenPools(pool, null);
  let book = await readKeyBook(pool, clock.now(), pools);
  let reading: Promise<void> | null = null;
  let changed = false;
  let poolsChanged = false;
  const closing = new AbortController();

  async function readOnce(): Promise<void> {
    const nowMs = clock.now();
    const anew = poolsChanged || nowMs - poolsReadMs >= POOLS_REREAD_MS;
    poolsChanged = false;
    try {
      pools = await readSpokenPools(pool, anew ? null : pools);
      if (anew) poolsReadMs = nowMs;
      book = await readKeyBook(pool, nowMs, pools);
    } catch (error) {
      poolsChanged ||= anew;
      onFailure(error);
    }
    const tookMs = clock.now() - nowMs;
    if (tookMs > 0) await clock.waitMs(Math.min(RESTS * tookMs, KEYS_REREAD_MS), closing.signal);
  }

  /** Read at least once after each call; never twice at the same time, so that an older answer cannot come last. */
  function reread({ poolsToo }: { readonly poolsToo: boolean }): Promise<void> {
    changed = true;
    poolsChanged ||= poolsToo;
    reading ??= (async () => {
      try {
        while (changed && !closing.signal.aborted) {
          changed = false;
          await readOnce();
        }
      } catch (error) {
        if (!closing.signal.aborted) onFailure(error);
      }
      reading = null;
    })();
    return reading;
  }

  const listening = await listen(pool, KEYS_CHANNEL, (told) => void reread({ poolsToo: !isOfKeysAlone(told) }), {
    onReconnect: () => void reread({ poolsToo: true }),
  });
  // What changed between the first look and now, nobody was told.
  await reread({ poolsToo: true });
  const rereading = (async () => {
    for (;;) {
      await clock.waitMs(KEYS_REREAD_MS, closing.signal);
      await reread({ poolsToo: false });
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
