import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { windowChange } from '../../src/firebase/database/change.ts';
import { applyWrites, planUpdate } from '../../src/firebase/database/write.ts';
import type { Json } from '../../src/firebase/json.ts';
import { parseRestQuery } from '../../src/firebase/query/rest-query.ts';
import { openWindow } from '../../src/firebase/query/window.ts';
import { parseWireQuery } from '../../src/firebase/query/wire-query.ts';
import { buildNode } from '../../src/firebase/tree/build-node.ts';
import { branch, type Node, nodeAt, sameNode, withNodeAt } from '../../src/firebase/tree/node.ts';
import { child, key, leaf, query } from './arbitraries.ts';
import { naiveQuery } from './naive-query.ts';

const build = (json: unknown) => buildNode(json, { existing: null, nowMs: 0, depth: 0 });

/** The window the naive rules give, as a node. */
function naiveWindow(children: ReadonlyMap<string, Json>, wanted: Parameters<typeof naiveQuery>[1]): Node {
  const selected = naiveQuery(children, wanted);
  return selected.reduce<Node>((node, name) => withNodeAt(node, [name], build(children.get(name))), null);
}

describe('query windows', () => {
  test('open with what the naive rules select', () => {
    fc.assert(
      fc.property(fc.dictionary(key, child), query, (json, wanted) => {
        const children = new Map(Object.entries(json));
        const window = openWindow(wanted, build(json));
        expect(sameNode(branch(window.members), naiveWindow(children, wanted))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  /** Whole children replaced or removed, single fields written, several at once. */
  const step = fc.oneof(
    fc.dictionary(key, fc.oneof(child, fc.constant(null)), { minKeys: 1, maxKeys: 3 }),
    fc.tuple(key, leaf).map(([name, value]): Record<string, Json> => ({ [`${name}/n`]: value })),
    fc.tuple(key, leaf).map(([name, value]): Record<string, Json> => ({ [`${name}/other`]: value })),
  );

  test('move with every write to what the naive rules select, and tell exactly the difference', () => {
    fc.assert(
      fc.property(fc.dictionary(key, child), query, fc.array(step, { maxLength: 12 }), (json, wanted, steps) => {
        const place = ['place'];
        let root = withNodeAt(null, place, build(json));
        let window = openWindow(wanted, nodeAt(root, place));
        let seen = branch(window.members);
        for (const update of steps) {
          const writes = planUpdate(root, place, update, 0);
          root = applyWrites(root, writes);
          const moved = windowChange(place, wanted, window, root, writes);
          window = moved.window;
          if (moved.change?.kind === 'merge') seen = applyWrites(seen, moved.change.parts);
          expect(sameNode(seen, branch(window.members))).toBe(true);
          expect(sameNode(seen, branch(openWindow(wanted, nodeAt(root, place)).members))).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a limited window does not move when something outside changes', () => {
    const root = build({ place: { a: 1, b: 2, c: 3 } });
    const wanted = { index: { by: 'value' }, limit: { count: 1, side: 'last' } } as const;
    const window = openWindow(wanted, nodeAt(root, ['place']));
    const writes = planUpdate(root, ['place'], { a: 0 }, 0);
    expect(windowChange(['place'], wanted, window, applyWrites(root, writes), writes).change).toBeNull();
  });
});

describe('queries as they are sent', () => {
  test('an SDK of before 9.10 sends bounds without saying that they are inclusive', () => {
    expect(parseWireQuery({ i: 'd', sp: false, ep: false })).toEqual({
      index: { by: 'child', path: ['d'] },
      start: { value: false, inclusive: true },
      end: { value: false, inclusive: true },
      limit: undefined,
    });
  });

  test('REST writes JSON, with a key after a comma', () => {
    const search = new URLSearchParams({ orderBy: '"n"', startAt: '5,"b"', limitToFirst: '2' });
    expect(parseRestQuery(search)).toEqual({
      index: { by: 'child', path: ['n'] },
      start: { value: 5, key: 'b', inclusive: true },
      end: undefined,
      limit: { count: 2, side: 'first' },
    });
  });

  test.each([
    ['limitToFirst=1', 'orderBy must be defined'],
    ['orderBy=n&limitToFirst=1', 'orderBy must be a valid JSON encoded path'],
    ['orderBy="n"&limitToFirst=1&limitToLast=1', 'Only one of limitToFirst and limitToLast'],
    ['orderBy="n"&limitToFirst=0', 'positive integers'],
    ['orderBy="n"&startAt={}', 'JSON primitive'],
    ['orderBy="$key"&startAt=1', 'must be a string'],
  ])('REST refuses %s', (search, message) => {
    expect(() => parseRestQuery(new URLSearchParams(search))).toThrow(message);
  });
});
