import type { PoolId } from '../units/hashes.ts';
import type { Slot } from '../units/time.ts';

/** What all notices of the chain have in common. */
export type NoticeOf<Kind extends string, Payload> = {
  /** names the event for life: nobody is told twice for one key */
  readonly key: string;
  readonly kind: Kind;
  /** the pool it is about */
  readonly subject: PoolId;
  /** a roll backward to an earlier slot withdraws the notice where it was not sent yet */
  readonly slot: Slot;
  readonly payload: Payload;
};
