import { pointText, type Tip } from '../units/point.ts';
import type { Block } from './block.ts';

/** A block of ours that another may build on. */
export interface Parent extends Tip {
  readonly kind: Block['kind'];
}

/** Of a block, what is held against our chain. */
export type Arriving = Pick<Block, 'kind' | 'slot' | 'hash' | 'height' | 'parentHash'>;

/** What to do with a block that has arrived. The chain is never guessed at. */
export type Arrival =
  /** it builds on our tip (`parent`), or begins our chain (null) */
  | { readonly kind: 'roll-forward'; readonly parent: Parent | null }
  /** we have it */
  | { readonly kind: 'known' }
  /**
   * it builds on an earlier block of ours, or, when `to` is null, on what our first block builds on: that is a roll
   * backward, then a roll forward
   */
  | { readonly kind: 'roll-backward-first'; readonly to: Parent | null; readonly depth: number }
  /** the same, further back than a node ever rolls */
  | { readonly kind: 'too-deep'; readonly to: Parent | null; readonly depth: number; readonly most: number }
  | Unfit;

/** Why a block cannot be followed. */
export interface Unfit {
  /**
   * neither it nor its parent is on our chain, something is missing in between; or no chain has a block of its height or
   * slot after that parent
   */
  readonly kind: 'unknown-parent' | 'wrong-height' | 'wrong-slot';
  readonly says: string;
}

export interface ArrivalQuestion {
  readonly block: Arriving;
  /** where we are; null for an empty database, where any block begins the chain */
  readonly tip: Parent | null;
  /** is the block itself on our chain? */
  readonly known: boolean;
  /** the block's parent, if it is on our chain; needs not be looked up when it is the tip */
  readonly parent: Parent | null;
  /** what our chain began with; needs not be looked up when the parent is known */
  readonly first: Arriving | null;
  /** [k] blocks: no roll backward is deeper */
  readonly securityParameter: number;
}

/** design.md section 4: if the parent is known, roll back to it; if not, say what is missing. */
export function judgeArrival({ block, tip, known, parent, first, securityParameter: most }: ArrivalQuestion): Arrival {
  if (known) return { kind: 'known' };
  if (tip === null) return { kind: 'roll-forward', parent: null };
  if (block.parentHash === tip.hash) return misplaced(block, tip) ?? { kind: 'roll-forward', parent: tip };
  if (parent !== null) return misplaced(block, parent) ?? backward(parent, tip.height - parent.height, most);
  if (first !== null && block.parentHash === first.parentHash) {
    const depth = lengthOf({ first, tip });
    return block.parentHash === null && depth > most ? anotherBeginning(first, block) : backward(null, depth, most);
  }
  return gapBetween(tip, block);
}

/** Why a block cannot come right after `parent`; null when it can. */
export const unfitAfter = (parent: Parent, block: Arriving): Unfit | null =>
  block.parentHash === parent.hash ? misplaced(block, parent) : gapBetween(parent, block);

/** Blocks a chain has; a boundary block, which shares its parent's height, is none. */
export const lengthOf = ({ first, tip }: { readonly first: Arriving; readonly tip: Tip }): number =>
  tip.height - first.height + (first.kind === 'main' ? 1 : 0);

function backward(to: Parent | null, depth: number, most: number): Arrival {
  return depth > most ? { kind: 'too-deep', to, depth, most } : { kind: 'roll-backward-first', to, depth };
}

/**
 * Heights count main blocks; a boundary block shares its parent's. Slots ascend; only the main block after a boundary
 * block may share the boundary block's slot, the first of the epoch.
 */
function misplaced(block: Arriving, parent: Parent): Unfit | null {
  const height = parent.height + (block.kind === 'main' ? 1 : 0);
  if (block.height !== height) {
    return {
      kind: 'wrong-height',
      says: `block ${pointText(block)} says height ${block.height}, and after ${pointText(parent)} comes ${height}`,
    };
  }
  const earliest = parent.slot + (parent.kind === 'boundary' && block.kind === 'main' ? 0 : 1);
  if (block.slot < earliest) {
    return {
      kind: 'wrong-slot',
      says: `block ${pointText(block)} builds on ${pointText(parent)}, after which the earliest slot is ${earliest}`,
    };
  }
  return null;
}

/** No rollback is meant by it: somebody sends another chain from its genesis. */
const anotherBeginning = (first: Arriving, block: Arriving): Unfit => ({
  kind: 'unknown-parent',
  says: `block ${pointText(block)} begins a chain, and ours began with ${pointText(first)}: this is the feed of another network, or of another database`,
});

const gapBetween = (tip: Parent, block: Arriving): Unfit => ({
  kind: 'unknown-parent',
  says: `block ${pointText(block)} builds on ${block.parentHash ?? 'genesis'}, which is not on our chain; our tip is ${pointText(tip)} at height ${tip.height}`,
});
