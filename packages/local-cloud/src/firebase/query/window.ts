import { compareKeys } from '../tree/key-order.ts';
import { type Child, type Children, childrenOf, type Node, sameNode } from '../tree/node.ts';
import { ascending, descending, find, forEachEntry, fromSorted, insert, remove, sizeOf } from '../tree/sorted-tree.ts';
import { compareEntries, type Entry, isAfterEnd, isBeforeStart, isInRange, type Query } from './query.ts';

/**
 * The children a query shows.
 *
 * A window moves by the keys a write touched, in O(log n) each. Only when something leaves a limited window that hides
 * others, or shifts within it, can a hidden child step in; then, and only then, the node is read again.
 */
export interface Window {
  readonly members: Children;
  /** Children in range may lie outside because of the limit. */
  readonly hidesOthers: boolean;
}

/** Key to what is now in view there; null for what left. */
export type WindowChanges = ReadonlyMap<string, Node>;

export function openWindow(query: Query, node: Node): Window {
  const { limit } = query;
  if (query.index.by === 'key') return windowOfKeys(query, node);
  const chosen: Entry[] = [];
  let hidesOthers = false;
  const worseFirst = worstFirst(query);
  forEachEntry(childrenOf(node), (key, child) => {
    const entry = { key, child };
    if (!isInRange(query, entry)) return;
    if (limit === undefined) {
      chosen.push(entry);
      return;
    }
    if (chosen.length < limit.count) {
      insertSorted(chosen, entry, worseFirst);
      return;
    }
    hidesOthers = true;
    const worst = chosen[0];
    if (worst === undefined || worseFirst(entry, worst) < 0) return;
    chosen.shift();
    insertSorted(chosen, entry, worseFirst);
  });
  return { members: treeOf(chosen), hidesOthers };
}

/** Keys are the order children are stored in: a limited window reads no more than it shows. */
function windowOfKeys(query: Query, node: Node): Window {
  const { start, end, limit } = query;
  const fromEnd = limit?.side === 'last';
  const first = fromEnd ? end : start;
  const from = first === undefined ? undefined : String(first.value);
  const chosen: Entry[] = [];
  const children = childrenOf(node);
  for (const { key, value } of fromEnd ? descending(children, from) : ascending(children, from)) {
    const entry = { key, child: value };
    if (fromEnd ? isBeforeStart(query, entry) : isAfterEnd(query, entry)) break;
    if (!isInRange(query, entry)) continue;
    if (limit !== undefined && chosen.length === limit.count) return { members: treeOf(chosen), hidesOthers: true };
    chosen.push(entry);
  }
  return { members: treeOf(chosen), hidesOthers: false };
}

/** The window after a change of the children `keys`; `node` is what stands there now. */
export function moveWindow(
  query: Query,
  window: Window,
  node: Node,
  keys: Iterable<string>,
): { window: Window; changes: WindowChanges } {
  const children = childrenOf(node);
  let members = window.members;
  for (const key of keys) {
    const before = find(window.members, key);
    const child = find(children, key);
    const after = child !== undefined && isInRange(query, { key, child }) ? child : undefined;
    if (before !== undefined && window.hidesOthers && mayLetOthersIn(query, key, before, after)) {
      return refilled(query, window, node);
    }
    members = after === undefined ? remove(members, key) : insert(members, key, after);
  }
  const { limit } = query;
  let hidesOthers = window.hidesOthers;
  while (limit !== undefined && members !== null && sizeOf(members) > limit.count) {
    members = remove(members, worstOf(query, members));
    hidesOthers = true;
  }
  return { window: { members, hidesOthers }, changes: changesOf(window.members, members, keys, query) };
}

/** The window read anew, with what changed: after a write at or above the query's own place. */
export function refilled(query: Query, window: Window, node: Node): { window: Window; changes: WindowChanges } {
  const next = openWindow(query, node);
  const changes = new Map<string, Node>();
  forEachEntry(window.members, (key) => {
    if (find(next.members, key) === undefined) changes.set(key, null);
  });
  forEachEntry(next.members, (key, child) => {
    if (!sameNode(find(window.members, key) ?? null, child)) changes.set(key, child);
  });
  return { window: next, changes };
}

function mayLetOthersIn(query: Query, key: string, before: Child, after: Child | undefined): boolean {
  if (after === undefined) return true;
  return compareEntries(query.index, { key, child: before }, { key, child: after }) !== 0;
}

function changesOf(before: Children, after: Children, touched: Iterable<string>, query: Query): WindowChanges {
  const changes = new Map<string, Node>();
  const note = (key: string) => {
    const now = find(after, key) ?? null;
    if (!sameNode(find(before, key) ?? null, now)) changes.set(key, now);
  };
  for (const key of touched) note(key);
  // What a better child pushed out was not itself written to.
  if (query.limit !== undefined) forEachEntry(before, note);
  return changes;
}

function worstFirst({ index, limit }: Query): (a: Entry, b: Entry) => number {
  return limit?.side === 'first' ? (a, b) => compareEntries(index, b, a) : (a, b) => compareEntries(index, a, b);
}

function worstOf(query: Query, members: Exclude<Children, null>): string {
  const order = worstFirst(query);
  let worst: Entry = { key: members.key, child: members.value };
  forEachEntry<Child>(members, (key, child) => {
    if (order({ key, child }, worst) < 0) worst = { key, child };
  });
  return worst.key;
}

function insertSorted(sorted: Entry[], entry: Entry, order: (a: Entry, b: Entry) => number): void {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle];
    if (other !== undefined && order(other, entry) < 0) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, entry);
}

function treeOf(entries: readonly Entry[]): Children {
  return fromSorted(
    entries.map(({ key, child }): [string, Child] => [key, child]).sort(([a], [b]) => compareKeys(a, b)),
  );
}
