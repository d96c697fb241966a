import { compareKeys } from './key-order.ts';

/**
 * A persistent map from key to value in the order of keys: a weight-balanced tree (Adams; Hirai and Yamamoto,
 * "Balancing weight-balanced trees", 2011, delta 3 and gamma 2). A change copies the O(log n) nodes on its way down, so
 * one child of a million is replaced without touching the others, and whoever holds the old tree still has it whole.
 */
export type SortedTree<V> = Knot<V> | null;

class Knot<V> {
  readonly key: string;
  readonly value: V;
  readonly left: SortedTree<V>;
  readonly right: SortedTree<V>;
  readonly size: number;

  constructor(key: string, value: V, left: SortedTree<V>, right: SortedTree<V>) {
    this.key = key;
    this.value = value;
    this.left = left;
    this.right = right;
    this.size = 1 + sizeOf(left) + sizeOf(right);
  }
}

export function sizeOf<V>(tree: SortedTree<V>): number {
  return tree === null ? 0 : tree.size;
}

export function find<V>(tree: SortedTree<V>, key: string): V | undefined {
  let here = tree;
  while (here !== null) {
    const order = compareKeys(key, here.key);
    if (order === 0) return here.value;
    here = order < 0 ? here.left : here.right;
  }
  return undefined;
}

export function insert<V>(tree: SortedTree<V>, key: string, value: V): Knot<V> {
  if (tree === null) return new Knot(key, value, null, null);
  const order = compareKeys(key, tree.key);
  if (order === 0) return new Knot(key, value, tree.left, tree.right);
  return order < 0
    ? balanced(tree.key, tree.value, insert(tree.left, key, value), tree.right)
    : balanced(tree.key, tree.value, tree.left, insert(tree.right, key, value));
}

export function remove<V>(tree: SortedTree<V>, key: string): SortedTree<V> {
  if (tree === null) return null;
  const order = compareKeys(key, tree.key);
  if (order === 0) return joined(tree.left, tree.right);
  if (order < 0) {
    const left = remove(tree.left, key);
    return left === tree.left ? tree : balanced(tree.key, tree.value, left, tree.right);
  }
  const right = remove(tree.right, key);
  return right === tree.right ? tree : balanced(tree.key, tree.value, tree.left, right);
}

/** The tree of entries that are already in the order of keys, without repeats: O(n). */
export function fromSorted<V>(
  entries: readonly (readonly [string, V])[],
  from = 0,
  to = entries.length,
): SortedTree<V> {
  const middle = (from + to) >> 1;
  const entry = entries[middle];
  if (from >= to || entry === undefined) return null;
  return new Knot(entry[0], entry[1], fromSorted(entries, from, middle), fromSorted(entries, middle + 1, to));
}

/** Entries in the order of keys, beginning with the first whose key is not before `from`. */
export function* ascending<V>(tree: SortedTree<V>, from?: string): Generator<Knot<V>, void, undefined> {
  const above: Knot<V>[] = [];
  let here = tree;
  while (here !== null || above.length > 0) {
    while (here !== null) {
      if (from !== undefined && compareKeys(here.key, from) < 0) {
        here = here.right;
      } else {
        above.push(here);
        here = here.left;
      }
    }
    const next = above.pop();
    if (next === undefined) return;
    yield next;
    here = next.right;
  }
}

/** Entries against the order of keys, beginning with the last whose key is not after `from`. */
export function* descending<V>(tree: SortedTree<V>, from?: string): Generator<Knot<V>, void, undefined> {
  const above: Knot<V>[] = [];
  let here = tree;
  while (here !== null || above.length > 0) {
    while (here !== null) {
      if (from !== undefined && compareKeys(here.key, from) > 0) {
        here = here.left;
      } else {
        above.push(here);
        here = here.right;
      }
    }
    const next = above.pop();
    if (next === undefined) return;
    yield next;
    here = next.left;
  }
}

/** Visits every entry in the order of keys; faster than the generator where nothing stops early. */
export function forEachEntry<V>(tree: SortedTree<V>, visit: (key: string, value: V) => void): void {
  if (tree === null) return;
  forEachEntry(tree.left, visit);
  visit(tree.key, tree.value);
  forEachEntry(tree.right, visit);
}

const weight = <V>(tree: SortedTree<V>) => sizeOf(tree) + 1;

function balanced<V>(key: string, value: V, left: SortedTree<V>, right: SortedTree<V>): Knot<V> {
  if (right !== null && 3 * weight(left) < weight(right)) return leaningRight(key, value, left, right);
  if (left !== null && 3 * weight(right) < weight(left)) return leaningLeft(key, value, left, right);
  return new Knot(key, value, left, right);
}

function leaningRight<V>(key: string, value: V, left: SortedTree<V>, right: Knot<V>): Knot<V> {
  const inner = right.left;
  if (inner === null || weight(inner) < 2 * weight(right.right)) {
    return new Knot(right.key, right.value, new Knot(key, value, left, inner), right.right);
  }
  const lower = new Knot(key, value, left, inner.left);
  return new Knot(inner.key, inner.value, lower, new Knot(right.key, right.value, inner.right, right.right));
}

function leaningLeft<V>(key: string, value: V, left: Knot<V>, right: SortedTree<V>): Knot<V> {
  const inner = left.right;
  if (inner === null || weight(inner) < 2 * weight(left.left)) {
    return new Knot(left.key, left.value, left.left, new Knot(key, value, inner, right));
  }
  const upper = new Knot(key, value, inner.right, right);
  return new Knot(inner.key, inner.value, new Knot(left.key, left.value, left.left, inner.left), upper);
}

function joined<V>(left: SortedTree<V>, right: SortedTree<V>): SortedTree<V> {
  if (left === null) return right;
  if (right === null) return left;
  const next = leftmost(right);
  return balanced(next.key, next.value, left, remove(right, next.key));
}

function leftmost<V>(tree: Knot<V>): Knot<V> {
  return tree.left === null ? tree : leftmost(tree.left);
}
