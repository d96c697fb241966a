import { type ComparedTip, preferred } from './tie-break.ts';

/** Two blocks of which one chain can hold only one, as their height or their slot shows. */
const areRivals = (one: ComparedTip, other: ComparedTip): boolean =>
  one !== other && (one.height === other.height || one.slot === other.slot);

/**
 * Who wins by the node's rule, for each tip against all its rivals among the others, in their order:
 *
 * - true: it is preferred over each of them;
 * - false: one of them is preferred over it that none is preferred over, so that whoever has seen both has left it;
 * - null: it has no rival, or the rule leaves it open.
 *
 * The rule is not transitive, so a tip can lose to one that loses itself: A over B, B over C, A and C too far apart to be
 * compared. Then B is lost, while A and C are open: which of the two stays depends on what a node saw first. In a circle all
 * are open. Of one height at most one is true, and then all others of that height are false.
 */
export function predict(tips: readonly ComparedTip[]): (boolean | null)[] {
  const beatenBy = tips.map((tip) =>
    tips.filter((rival) => areRivals(tip, rival) && preferred(rival, tip) === 'first'),
  );
  const unbeaten = new Set(tips.filter((_, at) => beatenBy[at]?.length === 0));
  return tips.map((tip, at) => {
    if (beatenBy[at]?.some((rival) => unbeaten.has(rival))) return false;
    const rivals = tips.filter((other) => areRivals(tip, other));
    return rivals.length > 0 && rivals.every((rival) => preferred(tip, rival) === 'first') ? true : null;
  });
}
