import type { CutSide, FaultProxy } from '@pooltool/store/testing';

/** What may break between the consumer and PostgreSQL while something is said. */
export interface Trouble {
  /** how often something broke so far */
  readonly strikes: number;
  /** Something breaks at the consumer's nth message to PostgreSQL from now. */
  comesAt(nth: number, side: CutSide): void;
  /** Nothing is to break any more. */
  goesAway(): void;
  /** until one can try again */
  isOver(): Promise<void>;
}

/**
 * The connection that says the nth message is cut, before or after it. A sender repeats after a second or five, and by then
 * PostgreSQL is done with what it was told: a transaction that is sent whole may still happen after its line was cut.
 */
export const cutConnections = (proxy: FaultProxy): Trouble => ({
  get strikes() {
    return proxy.counts.cuts;
  },
  comesAt: (nth, side) => proxy.cutAt(nth, side),
  goesAway: () => void proxy.disarm(),
  isOver: () => proxy.settled(),
});
