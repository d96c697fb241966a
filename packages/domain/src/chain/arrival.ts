import type { BlockHash } from '../units/hashes.ts';
import { type Point, pointText, type Tip } from '../units/point.ts';

/** What to do with a block that has arrived. The chain is never guessed at. */
export type Arrival =
  /** its parent is our tip, or we have no chain yet */
  | { readonly kind: 'roll-forward' }
  /** we have it */
  | { readonly kind: 'known' }
  /** its parent is an earlier block of ours: that is a roll backward, then a roll forward */
  | { readonly kind: 'roll-backward-first'; readonly to: Tip; readonly depth: number }
  /** its parent is an earlier block of ours, but further back than a node ever rolls */
  | { readonly kind: 'too-deep'; readonly to: Tip; readonly depth: number; readonly most: number }
  /** neither it nor its parent is on our chain: something is missing in between */
  | { readonly kind: 'unknown-parent'; readonly says: string };

export interface ArrivalQuestion {
  readonly block: Point & { readonly parentHash: BlockHash | null };
  /** where we are; null for an empty database, where any block begins the chain */
  readonly tip: Tip | null;
  /** is the block itself on our chain? */
  readonly known: boolean;
  /** the parent, if it is on our chain */
  readonly parent: Tip | null;
  /** [k] blocks: no roll backward is deeper */
  readonly securityParameter: number;
}

/** design.md section 4: if the parent is known, roll back to it; if not, say what is missing. */
export function judgeArrival({ block, tip, known, parent, securityParameter }: ArrivalQuestion): Arrival {
  if (tip === null || block.parentHash === tip.hash) return { kind: 'roll-forward' };
  if (known) return { kind: 'known' };
  if (parent !== null) {
    const depth = tip.height - parent.height;
    return depth > securityParameter
      ? { kind: 'too-deep', to: parent, depth, most: securityParameter }
      : { kind: 'roll-backward-first', to: parent, depth };
  }
  return {
    kind: 'unknown-parent',
    says: `block ${pointText(block)} builds on ${block.parentHash ?? 'genesis'}, which is not on our chain; our tip is ${pointText(tip)} at height ${tip.height}`,
  };
}
