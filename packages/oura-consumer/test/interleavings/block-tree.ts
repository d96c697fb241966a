import type { Block, Network } from '@pooltool/domain';

/** A block and what it builds on, among others that build on the same. */
export interface TreeBlock {
  /** its place in the list of its tree: later than its parent's */
  readonly place: number;
  /** null: the tree's first block */
  readonly parent: TreeBlock | null;
  readonly block: Block;
  /** `[era, block]` as it travels */
  readonly bytes: Uint8Array;
}

/** All the branches of a chain, of which a node takes now this one, now that one. */
export interface BlockTree {
  readonly network: Network;
  readonly blocks: readonly TreeBlock[];
}

/** From the tree's first block to this one. */
export function pathTo(last: TreeBlock): TreeBlock[] {
  const path: TreeBlock[] = [];
  for (let at: TreeBlock | null = last; at !== null; at = at.parent) path.push(at);
  return path.reverse();
}

/** The blocks that come next: none of a branch's last one. */
export const childrenOf = (tree: BlockTree, parent: TreeBlock | null): readonly TreeBlock[] =>
  tree.blocks.filter((one) => one.parent === parent);

/** The last blocks of all branches. */
export const leavesOf = (tree: BlockTree): readonly TreeBlock[] =>
  tree.blocks.filter((one) => childrenOf(tree, one).length === 0);
