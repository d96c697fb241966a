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
  /** the last put failed */
  readonly isFailing: () => boolean;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

const PAUSE_MS = 200;

/**
 * Puts messages into the inbox in batches: one put is under way, and who comes meanwhile goes with the next. Alone, a message
 * waits for nobody; in a burst the batches grow. A put that failed is done again for a while: it may have succeeded after
 * all, and then a report is there twice, which counts once.
 */
export function gatherReports({ inbox, clock, mostWaiting, patienceMs, onFailure }: GatheringParts): Gathering {
  let queue: Waiting[] = [];
  let underWay: Promise<void> | null = null;
  let waiting = 0;
  let failingSinceMs: number | null = null;

  async function put(messages: readonly TipMessage[]): Promise<void> {
    for (;;) {
      try {
        await inbox.put(messages);
        failingSinceMs = null;
        return;
      } catch (error) {
        if (failingSinceMs === null) onFailure(error);
        failingSinceMs ??= clock.now();
        if (dispositionOf(error) !== 'retry' || clock.now() - failingSinceMs >= patienceMs) throw error;
        await clock.waitMs(PAUSE_MS);
      }
    }
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.slice(0, MOST_IN_BATCH);
      queue = queue.slice(MOST_IN_BATCH);
      try {
        await put(batch.map(({ message }) => message));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      waiting -= batch.length;
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
    isFailing: () => failingSinceMs !== null,
    idle: async () => {
      while (underWay !== null) await underWay;
    },
  };
}
