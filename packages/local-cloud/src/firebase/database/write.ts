import { isRecord } from '../json.ts';
import { invalidData } from '../refusal.ts';
import { buildNode } from '../tree/build-node.ts';
import { type Node, nodeAt, withNodeAt } from '../tree/node.ts';
import { checkDepth, type Path, parseWritePath } from '../tree/path.ts';

/** One place and what stands there from now on; server values are already resolved. */
export interface Write {
  readonly path: Path;
  readonly node: Node;
}

/** What a `set` of `json` at `path` writes. */
export function planSet(root: Node, path: Path, json: unknown, nowMs: number): readonly Write[] {
  const node = buildNode(json, { existing: nodeAt(root, path), nowMs, depth: path.length });
  return [{ path, node }];
}

/**
 * What an `update` at `path` writes: each key is a path below it (`a/b/c`), each value replaces what stands there, all
 * or nothing. Refuses an update in which one path lies above another.
 */
export function planUpdate(root: Node, path: Path, json: unknown, nowMs: number): readonly Write[] {
  if (!isRecord(json)) throw invalidData("couldn't parse JSON object, array, or value.");
  const writes = Object.entries(json).flatMap(([key, value]) => {
    const below = parseWritePath(key);
    if (below.length === 0) throw invalidData("an update's key can't be empty");
    const place = [...path, ...below];
    checkDepth(place.length);
    return planSet(root, place, value, nowMs);
  });
  refuseOverlaps(writes);
  return writes;
}

export function applyWrites(root: Node, writes: readonly Write[]): Node {
  return writes.reduce((node, write) => withNodeAt(node, write.path, write.node), root);
}

function refuseOverlaps(writes: readonly Write[]): void {
  // No key holds U+0001, and nothing sorts before it: an ancestor's text directly precedes those of all below it.
  const texts = writes.map(({ path }) => path.map((key) => `${key}\u0001`).join('')).sort();
  for (const [at, text] of texts.entries()) {
    const above = texts[at - 1];
    if (above !== undefined && text.startsWith(above)) {
      const [upper, lower] = [above, text].map((one) => `/${one.split('\u0001').slice(0, -1).join('/')}`);
      throw invalidData(`path ${upper} is an ancestor of path ${lower} in the same update`);
    }
  }
}
