import { blockHash, height, judgeArrival, slot, type Tip } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';

const hash = (letter: string) => blockHash(letter.repeat(64));
const at = (number: number, letter: string): Tip => ({
  slot: slot(number * 20),
  hash: hash(letter),
  height: height(number),
});

const tip = at(100, 'c');
const question = {
  block: { slot: slot(2020), hash: hash('d'), parentHash: tip.hash },
  tip,
  known: false,
  parent: null,
  securityParameter: 2160,
};

describe('a block that arrives', () => {
  test('extends the chain when its parent is the tip', () => {
    expect(judgeArrival(question)).toEqual({ kind: 'roll-forward' });
  });

  test('begins the chain when there is none', () => {
    expect(judgeArrival({ ...question, tip: null, block: { ...question.block, parentHash: hash('a') } })).toEqual({
      kind: 'roll-forward',
    });
  });

  test('does nothing when it is on our chain already, be it the tip or older', () => {
    const older = { slot: slot(1980), hash: hash('b'), parentHash: hash('a') };
    expect(judgeArrival({ ...question, block: older, known: true, parent: at(98, 'a') })).toEqual({ kind: 'known' });
  });

  test('rolls back first when its parent is an earlier block of ours', () => {
    const block = { ...question.block, parentHash: hash('a') };
    expect(judgeArrival({ ...question, block, parent: at(97, 'a') })).toEqual({
      kind: 'roll-backward-first',
      to: at(97, 'a'),
      depth: 3,
    });
  });

  test.each([
    [2160, 'roll-backward-first'],
    [2161, 'too-deep'],
  ])('may undo k blocks and not one more: %i is %s', (depth, kind) => {
    const block = { ...question.block, parentHash: hash('a') };
    const judged = judgeArrival({ ...question, tip: at(5000, 'c'), block, parent: at(5000 - depth, 'a') });
    expect(judged).toMatchObject({ kind, depth });
  });

  test('is not guessed at when its parent is unknown: the answer names both ends of the gap', () => {
    const block = { ...question.block, parentHash: hash('e') };
    expect(judgeArrival({ ...question, block })).toEqual({
      kind: 'unknown-parent',
      says: expect.stringMatching(new RegExp(`${hash('d')}.*${hash('e')}.*${hash('c')} at height 100`)),
    });
  });
});
