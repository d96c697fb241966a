import type { Query } from '../query/query.ts';
import { moveWindow, refilled, type Window } from '../query/window.ts';
import { type Node, nodeAt, sameNode } from '../tree/node.ts';
import { type Path, PRIORITY, startsWith } from '../tree/path.ts';
import { find } from '../tree/sorted-tree.ts';
import type { Write } from './write.ts';

/** What a listener is told. Paths are from the root; a merge's are below its `path`. */
export type Change =
  | { readonly kind: 'overwrite'; readonly path: Path; readonly node: Node }
  | { readonly kind: 'merge'; readonly path: Path; readonly parts: readonly Write[] };

/** What someone who sees the whole node at `place` is told of the writes; null when nothing there changed. */
export function wholeChange(place: Path, before: Node, after: Node, writes: readonly Write[]): Change | null {
  const changed = writes
    .map((write) => (startsWith(write.path, place) ? write : { path: place, node: nodeAt(after, place) }))
    .filter(({ path, node }) => !sameNode(nodeAt(before, path), node));
  const [first] = changed;
  if (first === undefined) return null;
  if (changed.length === 1) return { kind: 'overwrite', path: first.path, node: first.node };
  const parts = changed.map(({ path, node }) => ({ path: path.slice(place.length), node }));
  return { kind: 'merge', path: place, parts };
}

/**
 * What someone who sees a query's window at `place` is told: one merge, so that what leaves and what steps in arrive
 * together (SDKs apply what concerns their window first).
 */
export function windowChange(
  place: Path,
  query: Query,
  window: Window,
  after: Node,
  writes: readonly Write[],
): { window: Window; change: Change | null } {
  const node = nodeAt(after, place);
  const below = writes.filter(({ path }) => path.length > place.length);
  const touched = new Set(below.map(({ path }) => path[place.length] ?? '').filter((key) => key !== PRIORITY));
  const moved = below.length < writes.length ? refilled(query, window, node) : moveWindow(query, window, node, touched);
  if (moved.changes.size === 0) return { window: moved.window, change: null };
  const parts = [...moved.changes].map(([key, child]) => ({ path: [key], node: child }));
  return {
    window: moved.window,
    change: { kind: 'merge', path: place, parts: narrowed(parts, place, window, writes) },
  };
}

/** A member that stays and was written to deeper down: only those deeper parts. */
function narrowed(parts: readonly Write[], place: Path, window: Window, writes: readonly Write[]): readonly Write[] {
  const deepWrites = Map.groupBy(writes, ({ path }) => path[place.length] ?? '');
  return parts.flatMap((part) => {
    const key = part.path[0] ?? '';
    const deep = deepWrites.get(key);
    const onlyDeep = deep?.every(({ path }) => path.length > place.length + 1 && path.at(-1) !== PRIORITY) ?? false;
    if (deep === undefined || !onlyDeep || part.node === null || find(window.members, key) === undefined) return [part];
    return deep.map(({ path, node }) => ({ path: path.slice(place.length), node }));
  });
}
