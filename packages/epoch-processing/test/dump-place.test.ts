import { epoch, slot } from '@pooltool/domain';
import type { ChainReach } from '@pooltool/store';
import { describe, expect, test } from 'vitest';
import { isSettled, leadsToDump, mayBegin } from '../src/dump-place.ts';

const dump = { epoch: epoch(7), blocksCurrent: 40 };
const chain: ChainReach = {
  firstSlot: slot(0),
  firstEpoch: epoch(0),
  fromGenesis: true,
  newestEpoch: epoch(7),
  newestBlocks: 40,
};
const middle = { ...chain, fromGenesis: false, firstEpoch: epoch(7), firstSlot: slot(710), newestBlocks: 3 };

describe('a dump that was taken after the 40th block of epoch 7', () => {
  test.each([
    ['has that block', chain, true],
    ['is one block short of it', { ...chain, newestBlocks: 39 }, false],
    ['has only reached the epoch before', { ...chain, newestEpoch: epoch(6), newestBlocks: 4000 }, false],
    [
      'has left that epoch, however many blocks we have of the next',
      { ...chain, newestEpoch: epoch(8), newestBlocks: 1 },
      true,
    ],
    ['began inside that epoch, so that nobody can count to it', middle, true],
    ['began inside the epoch before', { ...middle, firstEpoch: epoch(6), firstSlot: slot(610) }, false],
    ['does not exist', null, true],
  ])('is settled or not when our chain %s: %#', (_, reach, settled) => {
    expect(isSettled(dump, reach)).toBe(settled);
  });

  test('may be worked on when our chain is in its epoch, wherever in it, or when there is none', () => {
    expect(mayBegin(dump, { ...chain, newestBlocks: 1 })).toBe(true);
    expect(mayBegin(dump, { ...chain, newestEpoch: epoch(6), newestBlocks: 4000 })).toBe(false);
    expect(mayBegin(dump, null)).toBe(true);
  });

  test('is led to from a moment our chain has blocks since', () => {
    const since = { ...middle, firstEpoch: epoch(6), firstSlot: slot(610), newestBlocks: 40 };
    expect(leadsToDump(since, { from: slot(700), arrival: dump })).toBe(true);
    expect(leadsToDump(since, { from: slot(600), arrival: dump })).toBe(false);
    expect(leadsToDump(chain, { from: slot(0), arrival: dump })).toBe(true);
    expect(leadsToDump({ ...chain, newestBlocks: 39 }, { from: slot(0), arrival: dump })).toBe(false);
  });
});
