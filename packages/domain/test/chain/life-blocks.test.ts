import { lifeBlocks } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';

describe("a pool's blocks in its life", () => {
  test('are those of our chain, when it began at the genesis', () => {
    expect(lifeBlocks({ ours: 3, before: null, fromGenesis: true })).toBe(3);
  });

  test('are not known while nobody told how many came before our chain', () => {
    expect(lifeBlocks({ ours: 3, before: null, fromGenesis: false })).toBeNull();
  });

  test.each([
    [0, 3],
    [97, 100],
  ])('begin with the %i that came before', (before, life) => {
    expect(lifeBlocks({ ours: 3, before, fromGenesis: false })).toBe(life);
  });
});
