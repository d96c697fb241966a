import {
  commitWindow,
  epoch,
  firstSlotOf,
  isWithin,
  mainnet,
  performanceToldFrom,
  preview,
  revealWindow,
  slot,
  slotsOfEpoch,
} from '@pooltool/domain';
import { expect, test } from 'vitest';

const FIRST = firstSlotOf(mainnet, epoch(500));
const NEXT = firstSlotOf(mainnet, epoch(501));

test('on mainnet slots are committed to in the epoch’s first day, its very first slot included', () => {
  expect(commitWindow(mainnet, epoch(500))).toEqual({ from: FIRST, to: FIRST + 86_399 });
});

test('and revealed in the first day of the next', () => {
  expect(revealWindow(mainnet, epoch(500))).toEqual({ from: NEXT, to: NEXT + 86_399 });
});

test('and their performance is told an hour into it, while reveals still come', () => {
  expect(performanceToldFrom(mainnet, epoch(500))).toBe(NEXT + 3_600);
  expect(isWithin(revealWindow(mainnet, epoch(500)), performanceToldFrom(mainnet, epoch(500)))).toBe(true);
});

test('on a network with shorter epochs the same parts of them', () => {
  expect(commitWindow(preview, epoch(10))).toEqual({ from: 864_000, to: 864_000 + 17_279 });
  expect(performanceToldFrom(preview, epoch(10))).toBe(950_400 + 720);
});

test('a window has both its ends', () => {
  const window = slotsOfEpoch(preview, epoch(10));
  expect(window).toEqual({ from: 864_000, to: 950_399 });
  expect([863_999, 864_000, 950_399, 950_400].map((at) => isWithin(window, slot(at)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
