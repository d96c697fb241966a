import { InvalidValue, nodeName, propagationEdges } from '@pooltool/domain';
import { expect, test } from 'vitest';

test('a histogram of propagation has 101 edges, 100 ms apart, from -5 s to 5 s', () => {
  const edges = propagationEdges();
  expect(edges).toHaveLength(101);
  expect([edges[0], edges[1], edges[50], edges[100]]).toEqual([-5_000, -4_900, 0, 5_000]);
});

test.each(['', 'core-1', '192.0.2.1', 'Узел №1', 'a'.repeat(64)])('a node may be called %j', (name) => {
  expect(nodeName(name)).toBe(name);
});

test.each(['a'.repeat(65), 'zero\u0000byte', 'two\nlines', '\u001b[31mred', 'half a pair \ud83d'])(
  'a node may not be called %j: PostgreSQL could not keep it, or a terminal should not show it',
  (name) => {
    expect(() => nodeName(name)).toThrow(InvalidValue);
  },
);
