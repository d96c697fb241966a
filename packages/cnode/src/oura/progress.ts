import type { Slot } from '@pooltool/domain';

/** What is known of a feed's progress. */
export interface FeedProgress {
  /** slot of the consumer's tip; null while its chain is empty */
  readonly syncSlot: Slot | null;
  /** since when it has been there */
  readonly sinceMs: number;
}

export const progressed = (before: FeedProgress | null, syncSlot: Slot | null, nowMs: number): FeedProgress =>
  before !== null && before.syncSlot === syncSlot ? before : { syncSlot, sinceMs: nowMs };

/**
 * Whether the feed stands still though there is something to bring: the node's tip is ahead, or nobody can tell it. A
 * clock that went back is no reason.
 */
export const isStalled = (
  { syncSlot, sinceMs }: FeedProgress,
  { nodeSlot, nowMs, stallMs }: { nodeSlot: Slot | null; nowMs: number; stallMs: number },
): boolean => nowMs - sinceMs >= stallMs && (nodeSlot === null || syncSlot === null || nodeSlot > syncSlot);
