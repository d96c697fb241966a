import { expect, test } from 'vitest';
import { Random } from '../src/random.ts';

test('the first numbers of a seed are these, on every machine', () => {
  const random = new Random(42);
  expect([random.word(), random.word(), random.word()]).toMatchInlineSnapshot(`
    [
      2837322924,
      544945897,
      479756282,
    ]
  `);
});

test('numbers stay within their bounds and reach them', () => {
  const random = new Random(1);
  const drawn = new Set(Array.from({ length: 200 }, () => random.between(3, 6)));
  expect([...drawn].toSorted((a, b) => a - b)).toEqual([3, 4, 5, 6]);
  for (let i = 0; i < 200; i += 1) expect(random.bigBelow(10n ** 20n)).toBeLessThan(10n ** 20n);
});

test('a chance of a half is met about half the time', () => {
  const random = new Random(5);
  const met = Array.from({ length: 10_000 }, () => random.chance(0.5)).filter(Boolean).length;
  expect(met).toBeGreaterThan(4800);
  expect(met).toBeLessThan(5200);
});
