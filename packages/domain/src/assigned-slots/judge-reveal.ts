/** A pool promises its slots of an epoch by a hash before it makes them, and shows them afterwards (operators.md 2.2, 3). */
import { hexOf, InvalidValue, natural } from '../units/brand.ts';
import { type Slot, slot } from '../units/time.ts';
import { isWithin, type SlotWindow } from './slot-windows.ts';

/** What a pool promises at an epoch's beginning. */
export interface SlotCommitment {
  /** slots in the schedule */
  readonly count: number;
  /** hex of blake2b-256 of the schedule's text; null only in what was imported from the old backend, which could do without */
  readonly hash: string | null;
}

/** @throws InvalidValue saying what is wrong: more slots than the epoch has, another hash than 64 lower-case hex characters */
export const slotCommitment = (
  { count, hash }: { readonly count: number; readonly hash: string },
  { from, to }: SlotWindow,
): SlotCommitment & { readonly hash: string } => ({
  count: natural('number of assigned slots', count, to - from + 1),
  hash: hexOf('hash of the assigned slots', 32, hash),
});

export type RevealRefusal =
  | { readonly why: 'not-a-list' }
  | { readonly why: 'other-count'; readonly committed: number; readonly revealed: number }
  | { readonly why: 'other-hash'; readonly committed: string; readonly revealed: string }
  /** an imported commitment: nobody can tell whether these are the slots */
  | { readonly why: 'no-hash-committed' }
  | { readonly why: 'not-ascending'; readonly slot: Slot }
  | { readonly why: 'outside-epoch'; readonly slot: Slot };

export type RevealJudgement =
  | { readonly kind: 'accepted'; readonly slots: readonly Slot[] }
  | ({ readonly kind: 'refused' } & RevealRefusal);

/** What is on the table when a schedule is shown. */
export interface Reveal {
  readonly committed: SlotCommitment;
  /** `[a,b,c]`: absolute slots */
  readonly text: string;
  /** hex of blake2b-256 of that very text */
  readonly hash: string;
  readonly epoch: SlotWindow;
}

/**
 * Whether these are the slots that were committed to: the text has the committed hash, and is a list of distinct, ascending
 * slots of the epoch, as many as committed. The hash alone would bind to any text, such as the same slot three times.
 */
export function judgeReveal({ committed, text, hash, epoch }: Reveal): RevealJudgement {
  const slots = slotList(text);
  if (slots === null) return { kind: 'refused', why: 'not-a-list' };
  if (slots.length !== committed.count) {
    return { kind: 'refused', why: 'other-count', committed: committed.count, revealed: slots.length };
  }
  if (committed.hash === null) return { kind: 'refused', why: 'no-hash-committed' };
  if (committed.hash !== hash) {
    return { kind: 'refused', why: 'other-hash', committed: committed.hash, revealed: hash };
  }
  const unordered = slots.find((one, index) => index > 0 && one <= (slots[index - 1] ?? -1));
  if (unordered !== undefined) return { kind: 'refused', why: 'not-ascending', slot: unordered };
  const outside = slots.find((one) => !isWithin(epoch, one));
  if (outside !== undefined) return { kind: 'refused', why: 'outside-epoch', slot: outside };
  return { kind: 'accepted', slots };
}

/** cncli writes no blanks, other senders may: the hash is of the text as it came, so they do no harm. */
const LIST = /^\s*\[\s*(?:\d{1,15}(?:\s*,\s*\d{1,15})*\s*)?\]\s*$/;

function slotList(text: string): readonly Slot[] | null {
  if (!LIST.test(text)) return null;
  try {
    return (text.match(/\d+/g) ?? []).map((digits) => slot(Number(digits)));
  } catch (error) {
    if (error instanceof InvalidValue) return null;
    throw error;
  }
}
