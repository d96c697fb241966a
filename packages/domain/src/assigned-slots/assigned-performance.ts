import type { Slot } from '../units/time.ts';

/**
 * How a pool kept the slots it was assigned in one epoch.
 *
 * A slot of the schedule is
 * - *made* when the pool's block stands on the chain in it;
 * - *lost in a slot battle* when another pool's block stands there: both were elected, one could win;
 * - *lost in a height battle* when the pool provably made a block in it, which lost against another pool's at its height;
 * - *missed* when nothing shows that there ever was a block. A block that the pool itself outdid with another is missed too.
 *
 * Battles are chance, so they do not count against a pool; misses do:
 *
 *     performance = (made + lost) / assigned
 *
 * That is not made / (assigned − lost), in which a battle lost beside a missed slot would lower the figure.
 *
 * A commitment is *contradicted* when the chain shows a block of the pool in a slot that its schedule does not name, or,
 * whether it was revealed or not, more blocks than slots committed to. Then nothing of it can be believed, and the epoch
 * does not count. One that was not revealed (yet) does not count either: nobody can tell what was missed.
 */
export type AssignedPerformance =
  | { readonly outcome: 'unrevealed' | 'contradicted'; readonly assigned: number; readonly made: number }
  | SettledPerformance;

export interface SettledPerformance {
  readonly outcome: 'settled';
  /** = made + slotBattlesLost + heightBattlesLost + missed */
  readonly assigned: number;
  readonly made: number;
  readonly slotBattlesLost: number;
  readonly heightBattlesLost: number;
  readonly missed: number;
}

/** What a pool said of one epoch, and what the chain says. */
export interface AssignedEpoch {
  readonly committed: number;
  /** null: not revealed */
  readonly revealed: readonly Slot[] | null;
  /** slots of the pool's blocks on the chain */
  readonly made: ReadonlySet<Slot>;
  /** slots in which another pool's block is on the chain */
  readonly taken: ReadonlySet<Slot>;
  /** slots of the pool's proven blocks that lost against another pool's at the same height */
  readonly beaten: ReadonlySet<Slot>;
}

export function assignedPerformance({ committed, revealed, made, taken, beaten }: AssignedEpoch): AssignedPerformance {
  if (made.size > committed) return { outcome: 'contradicted', assigned: committed, made: made.size };
  if (revealed === null) return { outcome: 'unrevealed', assigned: committed, made: made.size };
  const schedule = new Set(revealed);
  if ([...made].some((slot) => !schedule.has(slot))) {
    return { outcome: 'contradicted', assigned: committed, made: made.size };
  }
  const lostSlots = revealed.filter((slot) => !made.has(slot) && taken.has(slot));
  const lostHeights = revealed.filter((slot) => !made.has(slot) && !taken.has(slot) && beaten.has(slot));
  return {
    outcome: 'settled',
    assigned: revealed.length,
    made: made.size,
    slotBattlesLost: lostSlots.length,
    heightBattlesLost: lostHeights.length,
    missed: revealed.length - made.size - lostSlots.length - lostHeights.length,
  };
}

/** Slots that count for the pool: the numerator of its performance. */
export const slotsKept = ({ made, slotBattlesLost, heightBattlesLost }: SettledPerformance): number =>
  made + slotBattlesLost + heightBattlesLost;
