import type { TipMessage } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import { dispositionOf } from '@pooltool/shared-utils/errors';
import { MOST_IN_BATCH, type TipInbox } from '@pooltool/tip-inbox';
import { intakeBusy } from '../errors.ts';

interface Waiting {
  readonly message: TipMessage;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface GatheringParts {
  readonly inbox: Pick<TipInbox, 'put'>;
  readonly clock: Clock;
  /** beyond so many that wait, who comes is sent away */
  readonly mostWaiting: number;
  /** how long after the first failure puts are tried again; then each is tried once, and who waits is told that it failed */
  readonly patienceMs: number;
  readonly onFailure: (error: unknown) => void;
}

export interface Gathering {
  /** Resolves when the message is safe. @throws POOLTOOL_INTAKE_BUSY (503), or what the inbox failed with */
  add(message: TipMessage): Promise<void>;
  readonly waiting: () => number;
  /** the last put failed, and that is not long ago */
  readonly isFailing: () => boolean;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

const PAUSE_MS = 200;
/** A proxy that looks at `/ready` sends nothing while puts fail, and without a report there is no put that could succeed. */
const FAILURE_TOLD_MS = 30_000;

/**
 * Puts messages into the inbox in batches: one put is under way, and who comes meanwhile goes with the next. Alone, a message
 * waits for nobody; in a burst the batches grow. A put that failed is done again for a while: it may have succeeded after
 * all, and then a report is there twice, which counts once. When the inbox stays away, all who wait are told together: each
 * further batch may take as long to fail, and their senders do not wait for ever.
 */
export function gatherReports({ inbox, clock, mostWaiting, patienceMs, onFailure }: GatheringParts): Gathering {
  let queue: Waiting[] = [];
  let underWay: Promise<void> | null = null;
  let waiting = 0;
  let failure: { readonly sinceMs: number; readonly lastMs: number } | null = null;

  const presentFailure = () => (failure !== null && clock.now() - failure.lastMs < FAILURE_TOLD_MS ? failure : null);

  async function put(messages: readonly TipMessage[]): Promise<void> {
    for (;;) {
      try {
        await inbox.put(messages);
        failure = null;
        return;
      } catch (error) {
        const nowMs = clock.now();
        const before = presentFailure();
        if (before === null) onFailure(error);
        failure = { sinceMs: before?.sinceMs ?? nowMs, lastMs: nowMs };
        if (dispositionOf(error) !== 'retry' || nowMs - failure.sinceMs >= patienceMs) throw error;
        await clock.waitMs(PAUSE_MS);
      }
    }
  }

  function next(most: number): readonly Waiting[] {
    const taken = queue.slice(0, most);
    queue = queue.slice(most);
    return taken;
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      let told = next(MOST_IN_BATCH);
      try {
        await put(told.map(({ message }) => message));
        for (const { resolve } of told) resolve();
      } catch (error) {
        if (dispositionOf(error) === 'retry') told = [...told, ...next(queue.length)];
        for (const { reject } of told) reject(error);
      }
      waiting -= told.length;
    }
    underWay = null;
  }

  return {
    add(message) {
      if (waiting >= mostWaiting) return Promise.reject(intakeBusy());
      waiting += 1;
      return new Promise((resolve, reject) => {
        queue.push({ message, resolve, reject });
        underWay ??= drain();
      });
    },
    waiting: () => waiting,
    isFailing: () => presentFailure() !== null,
    idle: async () => {
      while (underWay !== null) await underWay;
    },
  };
}
