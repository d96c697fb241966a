import type { Json } from '../json.ts';
import { Branch, type Node, RankedLeaf } from './node.ts';
import { PRIORITY } from './path.ts';
import { forEachEntry, sizeOf } from './sorted-tree.ts';

export interface ExportOptions {
  /** Write `.priority` (and `.value` beside it) where there is one: what SDKs and `format=export` want. */
  readonly priorities: boolean;
}

const INDEX = /^(0|[1-9]\d*)$/;

/**
 * The JSON of a node. A branch whose keys are all indexes, more than half of 0…max present, is an array with null in the
 * gaps, as the real service renders it.
 */
export function exportNode(node: Node, options: ExportOptions): Json {
  if (node instanceof Branch) return exportBranch(node, options);
  if (!(node instanceof RankedLeaf)) return node;
  return options.priorities ? { '.value': node.value, [PRIORITY]: node.priority } : node.value;
}

function exportBranch(node: Branch, options: ExportOptions): Json {
  const priority = options.priorities ? node.priority : null;
  if (priority === null && isArrayLike(node)) {
    const array: Json[] = [];
    forEachEntry(node.children, (key, child) => {
      const index = Number(key);
      while (array.length < index) array.push(null);
      array.push(exportNode(child, options));
    });
    return array;
  }
  const object: Record<string, Json> = {};
  forEachEntry(node.children, (key, child) => setOwn(object, key, exportNode(child, options)));
  if (priority !== null) object[PRIORITY] = priority;
  return object;
}

function isArrayLike(node: Branch): boolean {
  let last = node.children;
  while (last.right !== null) last = last.right;
  if (!INDEX.test(last.key) || Number(last.key) >= 2 * sizeOf(node.children)) return false;
  let indexes = true;
  forEachEntry(node.children, (key) => {
    indexes &&= INDEX.test(key);
  });
  return indexes;
}

/** Children's keys with true instead of what they hold; a leaf as it is (`shallow=true`). */
export function exportShallow(node: Node): Json {
  if (!(node instanceof Branch)) return exportNode(node, { priorities: false });
  const object: Record<string, Json> = {};
  forEachEntry(node.children, (key) => setOwn(object, key, true));
  return object;
}

/** A child may be called `__proto__`. */
function setOwn(object: Record<string, Json>, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
