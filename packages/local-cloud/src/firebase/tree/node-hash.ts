import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { compareKeys } from './key-order.ts';
import { Branch, type Child, type Leaf, type Node, type Priority, priorityOf, RankedLeaf } from './node.ts';
import { compareNodes } from './node-order.ts';
import { forEachEntry } from './sorted-tree.ts';

/**
 * The hash both sides compute of a node: base64 of SHA-1 over a text of type and value, for a branch over its children's
 * keys and hashes in priority order. A transaction names the hash of what it read; a listener that reconnects names the
 * hash of what it still has. Nothing hashes to the empty text.
 */
export function hashOf(node: Node): string {
  if (node === null) return '';
  if (node instanceof RankedLeaf) return sha1(`priority:${hashText(node.priority)}:${hashText(node.value)}`);
  if (!(node instanceof Branch)) return sha1(hashText(node));
  node.memoizedHash ??= sha1(branchText(node));
  return node.memoizedHash;
}

function branchText(node: Branch): string {
  const children: { key: string; child: Child }[] = [];
  let ranked = false;
  forEachEntry(node.children, (key, child) => {
    children.push({ key, child });
    ranked ||= priorityOf(child) !== null;
  });
  if (ranked) {
    children.sort((a, b) => compareNodes(priorityOf(a.child), priorityOf(b.child)) || compareKeys(a.key, b.key));
  }
  const own = node.priority === null ? '' : `priority:${hashText(node.priority)}:`;
  return own + children.map(({ key, child }) => `:${key}:${hashOf(child)}`).join('');
}

function hashText(value: Leaf | Exclude<Priority, null>): string {
  return typeof value === 'number' ? `number:${ieee754(value)}` : `${typeof value}:${value}`;
}

function ieee754(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}

const sha1 = (text: string) => hash('sha1', text, 'base64');
