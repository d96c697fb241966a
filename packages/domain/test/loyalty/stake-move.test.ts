import { epoch, movesShownIn } from '@pooltool/domain';
import { expect, test } from 'vitest';

test('the lists of an epoch show its own moves and those of the two before, as far as there are any', () => {
  expect(movesShownIn(epoch(500))).toEqual({ from: 498, to: 500 });
  expect(movesShownIn(epoch(1))).toEqual({ from: 0, to: 1 });
});
