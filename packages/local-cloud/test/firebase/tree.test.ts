import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildNode } from '../../src/firebase/tree/build-node.ts';
import { exportNode, exportShallow } from '../../src/firebase/tree/export-node.ts';
import { compareKeys } from '../../src/firebase/tree/key-order.ts';
import { type Node, nodeAt, sameNode, withNodeAt } from '../../src/firebase/tree/node.ts';
import { compareNodes } from '../../src/firebase/tree/node-order.ts';
import { parsePath } from '../../src/firebase/tree/path.ts';
import {
  ascending,
  descending,
  find,
  fromSorted,
  insert,
  remove,
  type SortedTree,
  sizeOf,
} from '../../src/firebase/tree/sorted-tree.ts';
import { child, key } from './arbitraries.ts';
import { byKey } from './naive-query.ts';

const build = (json: unknown, existing: Node = null) => buildNode(json, { existing, nowMs: 1700, depth: 0 });
const plain = (node: Node) => exportNode(node, { priorities: false });
const full = (node: Node) => exportNode(node, { priorities: true });

describe('keys', () => {
  test('integers come first and by value, then words by code units', () => {
    const keys = ['b', '10', '9', 'B', '-5', '007', '7', '2147483648', 'a'];
    expect(keys.sort(compareKeys)).toEqual(['-5', '7', '007', '9', '10', '2147483648', 'B', 'a', 'b']);
  });

  test('the order is the one the naive rules give', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Math.sign(byKey(a, b)));
      }),
    );
  });
});

describe('the sorted tree', () => {
  test('holds what a map holds, in the order of keys, and stays balanced', () => {
    const steps = fc.array(fc.record({ key: fc.stringMatching(/^[a-d0-9]{1,3}$/), keep: fc.boolean() }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(steps, (all) => {
        const model = new Map<string, number>();
        let tree: SortedTree<number> = null;
        for (const [at, step] of all.entries()) {
          if (step.keep) model.set(step.key, at);
          else model.delete(step.key);
          tree = step.keep ? insert(tree, step.key, at) : remove(tree, step.key);
        }
        const expected = [...model].sort(([a], [b]) => compareKeys(a, b));
        expect([...ascending(tree)].map(({ key, value }) => [key, value])).toEqual(expected);
        expect([...descending(tree)].map(({ key, value }) => [key, value])).toEqual(expected.toReversed());
        expect(sizeOf(tree)).toBe(model.size);
        expect(depthOf(tree)).toBeLessThanOrEqual(2.5 * Math.log2(model.size + 2));
        for (const [key] of expected) expect(find(tree, key)).toBe(model.get(key));
        expect([...ascending(fromSorted(expected))].map(({ key }) => key)).toEqual(expected.map(([key]) => key));
      }),
    );
  });

  test('begins where it is told to', () => {
    const tree = fromSorted(['1', '2', '3', '4'].map((name) => [name, name] as const));
    expect([...ascending(tree, '3')].map(({ key }) => key)).toEqual(['3', '4']);
    expect([...descending(tree, '25')].map(({ key }) => key)).toEqual(['4', '3', '2', '1']);
    expect([...descending(tree, '2')].map(({ key }) => key)).toEqual(['2', '1']);
  });
});

function depthOf(tree: SortedTree<unknown>): number {
  return tree === null ? 0 : 1 + Math.max(depthOf(tree.left), depthOf(tree.right));
}

describe('nodes', () => {
  test('what is exported with priorities builds the same node again', () => {
    fc.assert(
      fc.property(fc.dictionary(key, child), (json) => {
        const node = build(json);
        expect(sameNode(build(JSON.parse(JSON.stringify(full(node)))), node)).toBe(true);
      }),
    );
  });

  test('null, empty objects and empty arrays are nothing, and take their parents with them', () => {
    expect(build({ a: { b: null, c: {} }, d: [] })).toBeNull();
    expect(plain(withNodeAt(build({ a: { b: 1 }, c: 2 }), ['a', 'b'], null))).toEqual({ c: 2 });
  });

  test('writing below a leaf replaces it, removing below a leaf leaves it', () => {
    expect(plain(withNodeAt(build({ a: 5 }), ['a', 'b'], 1))).toEqual({ a: { b: 1 } });
    expect(plain(withNodeAt(build({ a: 5 }), ['a', 'b'], null))).toEqual({ a: 5 });
  });

  test('a tree that was read is not changed by writing on', () => {
    const before = build({ a: { b: 1, c: 2 } });
    const after = withNodeAt(before, ['a', 'b'], 9);
    expect(plain(before)).toEqual({ a: { b: 1, c: 2 } });
    expect(nodeAt(after, ['a', 'c'])).toBe(2);
  });

  test('maps of indexes are arrays when more than half of the indexes are there', () => {
    expect(plain(build({ 0: 'a', 1: 'b', 3: 'd' }))).toEqual(['a', 'b', null, 'd']);
    expect(plain(build({ 1: 'b' }))).toEqual([null, 'b']);
    expect(plain(build({ 0: 'a', 9: 'j' }))).toEqual({ 0: 'a', 9: 'j' });
    expect(plain(build({ 0: 'a', x: 'b' }))).toEqual({ 0: 'a', x: 'b' });
    expect(plain(build({ '00': 'a', 1: 'b' }))).toEqual({ '00': 'a', 1: 'b' });
    expect(plain(build(['a', null, 'c']))).toEqual(['a', null, 'c']);
  });

  test('priorities are kept, and shown only when asked for', () => {
    const node = build({ a: { '.value': 1, '.priority': 2 }, b: { c: 3, '.priority': 'x' } });
    expect(full(node)).toEqual({ a: { '.value': 1, '.priority': 2 }, b: { c: 3, '.priority': 'x' } });
    expect(plain(node)).toEqual({ a: 1, b: { c: 3 } });
  });

  test('server values become the time and the sum', () => {
    const existing = build({ n: 40, s: 'text' });
    const json = { t: { '.sv': 'timestamp' }, n: { '.sv': { increment: 2 } }, s: { '.sv': { increment: 2 } } };
    expect(plain(build(json, existing))).toEqual({ t: 1700, n: 42, s: 2 });
  });

  test('shallow shows keys only', () => {
    expect(exportShallow(build({ a: { b: 1 }, c: 2 }))).toEqual({ a: true, c: true });
    expect(exportShallow(5)).toBe(5);
  });

  test('values are ordered null, false, true, numbers, strings, objects', () => {
    const nodes = [null, false, true, -1, 2, '', 'a', build({ a: 1 })];
    for (const [at, node] of nodes.entries()) {
      for (const [other, against] of nodes.entries()) {
        expect(Math.sign(compareNodes(node, against))).toBe(Math.sign(at - other));
      }
    }
  });
});

describe('what is refused', () => {
  test.each(['a.b', 'a#', '$a', 'a[0]', 'a\u0007', `${'k'.repeat(769)}`])('the path %j', (path) => {
    expect(() => parsePath(path)).toThrow('Invalid path');
  });

  test('a key with a slash, a dot or nothing in it', () => {
    for (const name of ['a/b', 'a.b', '']) expect(() => build({ [name]: 1 })).toThrow("couldn't parse key");
  });

  test('more than 32 levels, in the path and below it', () => {
    expect(() => parsePath(Array(33).fill('a').join('/'))).toThrow('maximum depth');
    const deep = Array.from({ length: 32 }).reduce<unknown>((below) => ({ a: below }), 1);
    expect(build(deep)).not.toBeNull();
    expect(() => build({ a: deep })).toThrow('maximum depth');
  });

  test('numbers JSON cannot carry back, unknown server values, a value beside children', () => {
    expect(() => build(JSON.parse('1e999'))).toThrow('too large');
    expect(() => build({ '.sv': 'nonsense' })).toThrow('server value');
    expect(() => build({ '.value': 1, a: 2 })).toThrow('not both');
  });
});
