import { compareKeys, MAX_KEY, MIN_KEY } from '../tree/key-order.ts';
import { type Child, type Leaf, type Node, nodeAt, priorityOf } from '../tree/node.ts';
import { compareNodes } from '../tree/node-order.ts';
import type { Path } from '../tree/path.ts';

/** What a query orders children by. */
export type Index =
  | { readonly by: 'key' }
  | { readonly by: 'value' }
  | { readonly by: 'priority' }
  | { readonly by: 'child'; readonly path: Path };

/** One end of a range: a value of the index and, where it ties, a key. */
export interface Bound {
  readonly value: Leaf | null;
  /** Absent: the bound is on all entries of that value, which `inclusive` then lets in or keeps out. */
  readonly key?: string | undefined;
  readonly inclusive: boolean;
}

export interface Query {
  readonly index: Index;
  readonly start?: Bound | undefined;
  readonly end?: Bound | undefined;
  readonly limit?: { readonly count: number; readonly side: 'first' | 'last' } | undefined;
}

export interface Entry {
  readonly key: string;
  readonly child: Child;
}

/** True when the query is all of the node: it then needs no window. */
export function selectsEverything(query: Query): boolean {
  return query.start === undefined && query.end === undefined && query.limit === undefined;
}

/** The order of entries: by the index's value, ties by key. */
export function compareEntries(index: Index, a: Entry, b: Entry): number {
  if (index.by === 'key') return compareKeys(a.key, b.key);
  return compareNodes(indexedValue(index, a.child), indexedValue(index, b.child)) || compareKeys(a.key, b.key);
}

/** True when the entry lies between the query's bounds. */
export function isInRange(query: Query, entry: Entry): boolean {
  return !isBeforeStart(query, entry) && !isAfterEnd(query, entry);
}

export function isBeforeStart({ index, start }: Query, entry: Entry): boolean {
  if (start === undefined) return false;
  const side = compareToBound(index, entry, start, start.inclusive ? MIN_KEY : MAX_KEY);
  return start.inclusive ? side < 0 : side <= 0;
}

export function isAfterEnd({ index, end }: Query, entry: Entry): boolean {
  if (end === undefined) return false;
  const side = compareToBound(index, entry, end, end.inclusive ? MAX_KEY : MIN_KEY);
  return end.inclusive ? side > 0 : side >= 0;
}

function compareToBound(index: Index, entry: Entry, bound: Bound, missingKey: string): number {
  if (index.by === 'key') return compareKeys(entry.key, String(bound.value));
  const order = compareNodes(indexedValue(index, entry.child), bound.value);
  return order || compareKeys(entry.key, bound.key ?? missingKey);
}

function indexedValue(index: Exclude<Index, { by: 'key' }>, child: Child): Node {
  switch (index.by) {
    case 'value':
      return child;
    case 'priority':
      return priorityOf(child);
    case 'child':
      return nodeAt(child, index.path);
  }
}
