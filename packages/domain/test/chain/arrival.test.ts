import { type Arriving, blockHash, height, judgeArrival, type Parent, slot, unfitAfter } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';

const hash = (letter: string) => blockHash(letter.repeat(64));
const at = (number: number, letter: string, kind: Parent['kind'] = 'main'): Parent => ({
  kind,
  slot: slot(number * 20),
  hash: hash(letter),
  height: height(number),
});
/** The block a slot after `parent`. */
const after = (parent: Parent, letter: string): Arriving => ({
  kind: 'main',
  slot: slot(parent.slot + 1),
  hash: hash(letter),
  height: height(parent.height + 1),
  parentHash: parent.hash,
});

const tip = at(100, 'c');
const block = after(tip, 'd');
const question = { block, tip, known: false, parent: null, first: null, securityParameter: 2160 };

describe('a block that arrives', () => {
  test('extends the chain when its parent is the tip', () => {
    expect(judgeArrival(question)).toEqual({ kind: 'roll-forward', parent: tip });
  });

  test('begins the chain when there is none', () => {
    expect(judgeArrival({ ...question, tip: null })).toEqual({ kind: 'roll-forward', parent: null });
  });

  test('does nothing when it is on our chain already, be it the tip or older', () => {
    const older = after(at(98, 'a'), 'b');
    expect(judgeArrival({ ...question, block: older, known: true })).toEqual({ kind: 'known' });
  });

  test('rolls back first when its parent is an earlier block of ours', () => {
    const parent = at(97, 'a');
    expect(judgeArrival({ ...question, block: after(parent, 'd'), parent })).toEqual({
      kind: 'roll-backward-first',
      to: parent,
      depth: 3,
    });
  });

  const beginnings = [
    ['after genesis', null, 'unknown-parent'],
    ['after the block our chain began after', hash('a'), 'too-deep'],
  ] as const;

  test.each(beginnings)('undoes all of a short chain when it is another first block %s', (_, parentHash) => {
    const first = { ...after(at(97, 'a'), 'b'), parentHash };
    expect(judgeArrival({ ...question, block: { ...first, hash: hash('d') }, first })).toEqual({
      kind: 'roll-backward-first',
      to: null,
      depth: 3,
    });
  });

  test.each(beginnings)(
    'leaves a chain longer than k alone when it is another first block %s',
    (_, parentHash, kind) => {
      const first = { ...after(at(97, 'a'), 'b'), parentHash };
      const other = { ...first, hash: hash('d') };
      expect(judgeArrival({ ...question, block: other, first, securityParameter: 2 })).toMatchObject({ kind });
    },
  );

  test.each([
    [2160, 'roll-backward-first'],
    [2161, 'too-deep'],
  ])('may undo k blocks and not one more: %i is %s', (depth, kind) => {
    const parent = at(5000 - depth, 'a');
    const judged = judgeArrival({ ...question, tip: at(5000, 'c'), block: after(parent, 'd'), parent });
    expect(judged).toMatchObject({ kind, depth });
  });

  test('is not guessed at when its parent is unknown: the answer names both ends of the gap', () => {
    const orphan = after(at(99, 'e'), 'd');
    expect(judgeArrival({ ...question, block: orphan })).toEqual({
      kind: 'unknown-parent',
      says: expect.stringMatching(new RegExp(`${hash('d')}.*${hash('e')}.*${hash('c')} at height 100`)),
    });
  });
});

describe('a block that builds on ours', () => {
  test.each([
    ['the same height', { height: height(100) }, 'wrong-height'],
    ['a height too much', { height: height(102) }, 'wrong-height'],
    ['the slot of its parent', { slot: tip.slot }, 'wrong-slot'],
    ['an earlier slot', { slot: slot(tip.slot - 1) }, 'wrong-slot'],
    ['a boundary block that counts up', { kind: 'boundary' }, 'wrong-height'],
  ] as const)('is refused with %s', (_, wrong, kind) => {
    expect(judgeArrival({ ...question, block: { ...block, ...wrong } })).toMatchObject({ kind });
  });

  test('is refused below the tip as well', () => {
    const parent = at(97, 'a');
    const misplaced = { ...after(parent, 'd'), height: height(97) };
    expect(judgeArrival({ ...question, block: misplaced, parent })).toMatchObject({ kind: 'wrong-height' });
  });

  test('may be a boundary block of its height, and share the slot of one', () => {
    const boundary = { ...block, kind: 'boundary', height: tip.height } as const;
    expect(judgeArrival({ ...question, block: boundary })).toMatchObject({ kind: 'roll-forward' });
    const next = { ...after(boundary, 'e'), slot: boundary.slot };
    expect(unfitAfter(boundary, next)).toBeNull();
    expect(unfitAfter(tip, { ...block, slot: tip.slot })).toMatchObject({ kind: 'wrong-slot' });
  });
});

test('a block that does not build on the one before it tells what is missing', () => {
  expect(unfitAfter(tip, after(at(90, 'a'), 'b'))).toMatchObject({ kind: 'unknown-parent' });
});
