import { Buffer } from 'node:buffer';
import { isRecord } from '../json.ts';
import { invalidData, invalidKey } from '../refusal.ts';
import { compareKeys } from './key-order.ts';
import { branch, type Child, childAt, type Leaf, leaf, leafValue, type Node, type Priority } from './node.ts';
import { isValidKey, MAX_DEPTH, PRIORITY } from './path.ts';
import { fromSorted } from './sorted-tree.ts';

const MAX_STRING_BYTES = 10 * 1024 * 1024;

export interface BuildContext {
  /** What stands at the same place now: server values such as increment start from it. */
  readonly existing: Node;
  /** Milliseconds since 1970 that `{".sv": "timestamp"}` becomes. */
  readonly nowMs: number;
  /** Levels above the value; with the value's own levels at most 32. */
  readonly depth: number;
}

/**
 * The node a JSON value means: null and empty objects are nothing, arrays are maps by index, `.value` and `.priority`
 * carry a priority, `.sv` is resolved. Refuses invalid keys, numbers JSON cannot carry back, strings over 10 MB and more
 * than 32 levels.
 */
export function buildNode(json: unknown, context: BuildContext): Node {
  if (context.depth > MAX_DEPTH) throw invalidData(`data exceeds the maximum depth of ${MAX_DEPTH} levels`);
  if (json === null || json === undefined) return null;
  if (isLeaf(json)) return checkedLeaf(json);
  if (Array.isArray(json)) return buildBranch(Object.entries(json), null, context);
  if (!isRecord(json)) throw invalidData(`couldn't parse a value of type ${typeof json}`);

  const priority = buildPriority(json[PRIORITY], context);
  if (Object.hasOwn(json, '.sv')) return leaf(serverValue(json['.sv'], context), priority);
  const value = json['.value'];
  if (value === undefined || value === null) return buildBranch(Object.entries(json), priority, context);
  if (Object.keys(json).some((key) => key !== '.value' && key !== PRIORITY)) {
    throw invalidData('a node has either ".value" or children, not both');
  }
  const built = leafValue(buildNode(value, context));
  if (built === null) throw invalidData('".value" must be a string, number or boolean');
  return leaf(built, priority);
}

function buildBranch(entries: readonly [string, unknown][], priority: Priority, context: BuildContext): Node {
  const children: [string, Child][] = [];
  let sorted = true;
  let last = '';
  for (const [key, value] of entries) {
    if (key === PRIORITY || key === '.value') continue;
    if (!isValidKey(key)) throw invalidKey(key);
    const existing = context.existing === null ? null : childAt(context.existing, key);
    const child = buildNode(value, { existing, nowMs: context.nowMs, depth: context.depth + 1 });
    if (child === null) continue;
    sorted &&= children.length === 0 || compareKeys(last, key) < 0;
    last = key;
    children.push([key, child]);
  }
  if (!sorted) children.sort(([a], [b]) => compareKeys(a, b));
  return branch(fromSorted(children), priority);
}

function buildPriority(json: unknown, context: BuildContext): Priority {
  if (json === undefined || json === null) return null;
  const existing = childAt(context.existing, PRIORITY);
  const value = isRecord(json) ? serverValue(json['.sv'], { ...context, existing }) : json;
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw invalidData('".priority" must be a string or a number');
}

function serverValue(operation: unknown, context: BuildContext): Leaf {
  if (operation === 'timestamp') return context.nowMs;
  const delta = isRecord(operation) ? operation['increment'] : undefined;
  if (typeof delta !== 'number') throw invalidData('unknown server value in ".sv"');
  const start = leafValue(context.existing);
  return checkedLeaf(typeof start === 'number' ? start + delta : delta);
}

function isLeaf(json: unknown): json is Leaf {
  return typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean';
}

function checkedLeaf(value: Leaf): Leaf {
  if (typeof value === 'number' && !Number.isFinite(value)) throw invalidData('a number is too large');
  if (typeof value === 'string' && value.length > MAX_STRING_BYTES / 3 && Buffer.byteLength(value) > MAX_STRING_BYTES) {
    throw invalidData(`a string is longer than ${MAX_STRING_BYTES} bytes`);
  }
  return value;
}
