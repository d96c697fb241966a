import { awardNotice, awardOf, blockHash, height, MILESTONES, milestoneOf, slot, unixMs } from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import { describe, expect, test } from 'vitest';

const pool = testPoolId(7);
const hash = blockHash(hash32(5));
const at = { network: 'mainnet', timeMs: unixMs(1_600_000_000_999) };
const tenth = { pool, blocks: 10, hash, height: height(12_345_678) } as const;

describe('an award', () => {
  test('says what the website and the bot have always read', () => {
    expect(awardOf(tenth, at)).toEqual({
      award: 'LIFETIME_BLOCKS_10',
      type: 'MAINBLOCKS',
      text: '# 12,345,678<br/>10th Mainnet Block',
      hash,
      value: 1_600_000_000,
    });
  });

  test.each([
    [1, 'LIFETIME_BLOCKS_1', 'First Mainnet Block'],
    [10, 'LIFETIME_BLOCKS_10', '10th Mainnet Block'],
    [100, 'LIFETIME_BLOCKS_100', '100th Mainnet Block'],
    [1000, 'LIFETIME_BLOCKS_1K', '1000th Mainnet Block'],
    [10_000, 'LIFETIME_BLOCKS_10K', '10,000th Mainnet Block'],
  ] as const)('of block %i has its name and its words', (blocks, name, words) => {
    const { award, text } = awardOf({ ...tenth, blocks }, at);
    expect(award).toBe(name);
    expect(text).toBe(`# 12,345,678<br/>${words}`);
  });

  test.each([
    [1, '1'],
    [999, '999'],
    [1_000, '1,000'],
    [99_999, '99,999'],
    [100_000, '100,000'],
    [1_000_000, '1,000,000'],
  ])('at height %i has a comma before every three digits', (number, shown) => {
    expect(awardOf({ ...tenth, height: height(number) }, at).text).toBe(`# ${shown}<br/>10th Mainnet Block`);
  });

  test('of another network names that one', () => {
    expect(awardOf(tenth, { ...at, network: 'preview' }).text).toMatch(/10th Preview Block$/);
  });

  test('is news again when a fork makes another block the tenth', () => {
    const award = awardOf(tenth, at);
    expect(awardNotice(tenth, { award, slot: slot(9) })).toEqual({
      key: `award:${pool}:10:${hash}`,
      kind: 'award',
      subject: pool,
      slot: 9,
      payload: { pool, award },
    });
  });
});

test('a milestone is one of five numbers, and never an unknown one', () => {
  const found = Array.from({ length: 10_002 }, (_, number) => milestoneOf(number)).filter((one) => one !== null);
  expect(found).toEqual([...MILESTONES]);
  expect(milestoneOf(null)).toBeNull();
});
