import { Branch, leafValue, type Node } from './node.ts';

/**
 * The order of values: nothing, false, true, numbers, strings, branches (all branches alike). Ties are the caller's to
 * break by key.
 */
export function compareNodes(a: Node, b: Node): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  const left = leafValue(a);
  const right = leafValue(b);
  if (left === right || left === null || right === null) return 0;
  return left < right ? -1 : 1;
}

function rankOf(node: Node): number {
  if (node === null) return 0;
  if (node instanceof Branch) return 4;
  const value = leafValue(node);
  if (typeof value === 'boolean') return 1;
  return typeof value === 'number' ? 2 : 3;
}
