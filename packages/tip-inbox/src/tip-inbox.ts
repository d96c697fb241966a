import type { TipMessage } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/** Where messages wait from when intake has read them until the tip loop takes them in. */
export interface TipInbox {
  /** Resolves when the messages are safe. @throws an error of disposition retry: nobody knows then whether they are */
  put(messages: readonly TipMessage[]): Promise<void>;
  /**
   * Brings near what `take` will hand over, outside of any transaction because it may ask another machine: to be called
   * before each transaction that takes. In PostgreSQL there is nothing to bring.
   */
  fetch(limit: number): Promise<void>;
  /**
   * Messages that nobody took yet, of one writer in the order he put them, of all about the oldest first. They count as
   * taken when `tx` commits and are handed over again when it does not: each exactly once. Batches are handed over whole:
   * at most `limit` messages, or one batch (of at most MOST_IN_BATCH) where that is more. Empty: nothing waits (that
   * `fetch` saw).
   */
  take(tx: Transaction, limit: number): Promise<readonly TipMessage[]>;
  close(): Promise<void>;
}

/** Messages of one batch: some 500 kB of JSON. */
export const MOST_IN_BATCH = 500;
