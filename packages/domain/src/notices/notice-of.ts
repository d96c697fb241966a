import type { PoolId } from '../units/hashes.ts';
import type { Slot } from '../units/time.ts';

/** What all notices have in common. */
export type NoticeOf<Kind extends string, Payload, Subject extends string = PoolId> = {
  /** names the event for life: nobody is told twice for one key */
  readonly key: string;
  readonly kind: Kind;
  /** whom it is about: of what the chain tells the pool, of rewards the account, of an epoch its number */
  readonly subject: Subject;
  /** a roll backward to an earlier slot withdraws the notice where it was not sent yet */
  readonly slot: Slot;
  readonly payload: Payload;
};
