import { type Path, PRIORITY } from './path.ts';
import { find, insert, remove, type SortedTree, sizeOf } from './sorted-tree.ts';

/**
 * The data, as values that never change: a leaf is the JSON scalar itself, a branch is a sorted tree of children, and
 * nothing is null. A branch always has a child: a node without children and value does not exist.
 */
export type Leaf = boolean | number | string;
export type Priority = number | string | null;
export type Child = Leaf | RankedLeaf | Branch;
export type Node = Child | null;
export type Children = SortedTree<Child>;

/** A leaf that carries a priority; leaves without one are bare scalars, which is nearly all of them. */
export class RankedLeaf {
  readonly value: Leaf;
  readonly priority: number | string;

  constructor(value: Leaf, priority: number | string) {
    this.value = value;
    this.priority = priority;
  }
}

export class Branch {
  readonly children: Exclude<Children, null>;
  readonly priority: Priority;
  /** Written once by `hashOf`: the hash of a big tree costs as much as reading it. */
  memoizedHash: string | null = null;

  constructor(children: Exclude<Children, null>, priority: Priority) {
    this.children = children;
    this.priority = priority;
  }
}

export function branch(children: Children, priority: Priority = null): Node {
  return children === null ? null : new Branch(children, priority);
}

export function leaf(value: Leaf, priority: Priority): Child {
  return priority === null ? value : new RankedLeaf(value, priority);
}

export function childrenOf(node: Node): Children {
  return node instanceof Branch ? node.children : null;
}

export function priorityOf(node: Node): Priority {
  return node instanceof Branch || node instanceof RankedLeaf ? node.priority : null;
}

/** The scalar of a leaf; null for nothing and for a branch. */
export function leafValue(node: Node): Leaf | null {
  if (node instanceof RankedLeaf) return node.value;
  return node instanceof Branch ? null : node;
}

export function childAt(node: Node, key: string): Node {
  if (key === PRIORITY) return priorityOf(node);
  return node instanceof Branch ? (find(node.children, key) ?? null) : null;
}

export function nodeAt(node: Node, path: Path): Node {
  let here = node;
  for (const key of path) {
    if (here === null) return null;
    here = childAt(here, key);
  }
  return here;
}

/** The tree with `replacement` at `path`: parents appear as needed and vanish when left empty. O(depth × log width). */
export function withNodeAt(node: Node, path: Path, replacement: Node, level = 0): Node {
  const key = path[level];
  if (key === undefined) return replacement;
  if (key === PRIORITY) return withPriority(node, scalarPriority(replacement));
  const before = childAt(node, key);
  const after = withNodeAt(before, path, replacement, level + 1);
  if (after === before) return node;
  if (after === null) return branch(remove(childrenOf(node), key), priorityOf(node));
  return new Branch(insert(childrenOf(node), key, after), priorityOf(node));
}

export function withPriority(node: Node, priority: Priority): Node {
  if (node === null) return null;
  if (node instanceof Branch) return new Branch(node.children, priority);
  const value = node instanceof RankedLeaf ? node.value : node;
  return leaf(value, priority);
}

function scalarPriority(node: Node): Priority {
  const value = leafValue(node);
  return typeof value === 'boolean' ? null : value;
}

/** Equal in value and priority all the way down; shared parts are not visited. */
export function sameNode(a: Node, b: Node): boolean {
  if (a === b) return true;
  if (a instanceof Branch && b instanceof Branch) {
    return a.priority === b.priority && sameChildren(a.children, b.children);
  }
  if (a instanceof RankedLeaf && b instanceof RankedLeaf) return a.value === b.value && a.priority === b.priority;
  return false;
}

function sameChildren(a: Children, b: Children): boolean {
  if (a === b) return true;
  if (a === null || b === null || sizeOf(a) !== sizeOf(b)) return false;
  return everyEntry(a, (key, child) => {
    const other = find(b, key);
    return other !== undefined && sameNode(child, other);
  });
}

function everyEntry(tree: Children, holds: (key: string, child: Child) => boolean): boolean {
  if (tree === null) return true;
  return everyEntry(tree.left, holds) && holds(tree.key, tree.value) && everyEntry(tree.right, holds);
}
