import type { Write } from '../database/write.ts';
import { Branch, type Children, type Node } from '../tree/node.ts';
import { type Path, PRIORITY } from '../tree/path.ts';
import { ascending } from '../tree/sorted-tree.ts';
import type { JournalRecord } from './record.ts';

/** Leaves in one record at most: a record stays near 100 KB however large the tree. */
const LEAVES_PER_RECORD = 1000;

/** The records that write a whole tree anew, one after the other. */
export function* snapshotRecords(namespace: string, root: Node): Generator<JournalRecord, void, undefined> {
  let writes: Write[] = [];
  let leaves = 0;
  for (const write of subtrees(root, [])) {
    writes.push(write);
    leaves += countLeaves(write.node, LEAVES_PER_RECORD);
    if (leaves < LEAVES_PER_RECORD) continue;
    yield { namespace, writes };
    writes = [];
    leaves = 0;
  }
  if (writes.length > 0) yield { namespace, writes };
}

function* subtrees(node: Node, path: Path): Generator<Write, void, undefined> {
  if (node === null) return;
  if (!(node instanceof Branch) || countLeaves(node, LEAVES_PER_RECORD) < LEAVES_PER_RECORD) {
    yield { path, node };
    return;
  }
  for (const { key, value } of ascending(node.children)) yield* subtrees(value, [...path, key]);
  if (node.priority !== null) yield { path: [...path, PRIORITY], node: node.priority };
}

/** Leaves below, counted no further than `enough`. */
function countLeaves(node: Node, enough: number): number {
  return node instanceof Branch ? countIn(node.children, enough) : 1;
}

function countIn(children: Children, enough: number): number {
  if (children === null) return 0;
  let count = countIn(children.left, enough);
  if (count < enough) count += countLeaves(children.value, enough - count);
  if (count < enough) count += countIn(children.right, enough - count);
  return count;
}
