import { randomUUID } from 'node:crypto';
import type { Clock } from '@pooltool/shared-utils/clock';
import { type AdvisoryLock, holdAdvisoryLock, type Pool } from '@pooltool/shared-utils/pg';
import { workerLockKey } from '@pooltool/store/pipeline';

/**
 * Who this worker is, proven by an advisory lock: as long as the lock is held its runs are alive, and nobody takes them
 * over. When the lock's connection breaks, the old self is dead (others may have taken its runs) and a new one begins.
 */
export type Identity = {
  /** The name to run under, or null while there is no connection to prove it. */
  current(): string | null;
  release(): Promise<void>;
};

const AGAIN_MS = 200;

export async function takeIdentity({
  pool,
  clock,
  name,
  onLost,
}: {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly name: string;
  /** What is running under the old self must stop. */
  readonly onLost: () => void;
}): Promise<Identity> {
  const closing = new AbortController();
  let held: { readonly worker: string; readonly lock: AdvisoryLock } | null = null;

  const take = async (): Promise<void> => {
    const worker = `${name} ${randomUUID()}`;
    const lock = await holdAdvisoryLock(pool, workerLockKey(worker));
    // Nobody else knows the name, so the lock is free.
    if (lock === null) return;
    held = { worker, lock };
    void lock.lost.then(async () => {
      held = null;
      onLost();
      await takeAgain();
    });
  };

  const takeAgain = async (): Promise<void> => {
    while (held === null && !closing.signal.aborted) {
      try {
        await clock.waitMs(AGAIN_MS, closing.signal);
        await take();
      } catch {
        // The database is still away, or we are closing: the loop's condition tells which.
      }
    }
    if (closing.signal.aborted) await release();
  };

  const release = async (): Promise<void> => {
    closing.abort();
    const last = held;
    held = null;
    await last?.lock.release();
  };

  await take();
  return { current: () => held?.worker ?? null, release };
}
