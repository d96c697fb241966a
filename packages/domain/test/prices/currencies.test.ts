import { PRICE_CURRENCIES } from '@pooltool/domain';
import { expect, test } from 'vitest';

test('prices are told in 58 currencies, each once, in the order of their codes', () => {
  expect(new Set(PRICE_CURRENCIES).size).toBe(58);
  expect(PRICE_CURRENCIES).toHaveLength(58);
  expect([...PRICE_CURRENCIES].sort()).toEqual([...PRICE_CURRENCIES]);
  expect(PRICE_CURRENCIES.every((code) => /^[a-z]{3,4}$/.test(code))).toBe(true);
});
