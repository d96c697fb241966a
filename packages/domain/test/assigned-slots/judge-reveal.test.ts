import { InvalidValue, judgeReveal, slot, slotCommitment } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';

const EPOCH = { from: slot(100), to: slot(199) };
const HASH = 'ab'.repeat(32);
const judge = (text: string, { count = 2, hash = HASH }: { count?: number; hash?: string | null } = {}) =>
  judgeReveal({ committed: { count, hash }, text, hash: HASH, epoch: EPOCH });

describe('a reveal', () => {
  test('of the committed hash, count and ascending slots of the epoch is accepted', () => {
    expect(judge('[100,199]')).toEqual({ kind: 'accepted', slots: [100, 199] });
  });

  test('of no slots is a list too', () => {
    expect(judge('[]', { count: 0 })).toEqual({ kind: 'accepted', slots: [] });
  });

  test('may have blanks: its hash was of the text with them', () => {
    expect(judge(' [100, 199 ]\n')).toEqual({ kind: 'accepted', slots: [100, 199] });
  });

  test.each([
    'abc',
    '',
    'null',
    '{}',
    '"[100,199]"',
    '[100,[199]]',
    '[100,199',
    '[100;199]',
    '[100,,199]',
    '[100,199,]',
    '[-100,199]',
    '[100,1.5e2]',
    "[100,199]'); drop table pool; --",
    '[100,999999999999999]',
    '[100,9999999999999999999999]',
  ])('of %j is no list of slots', (text) => {
    expect(judge(text)).toEqual({ kind: 'refused', why: 'not-a-list' });
  });

  test.each([
    ['[100]', {}, { why: 'other-count', committed: 2, revealed: 1 }],
    ['[100,150,199]', {}, { why: 'other-count', committed: 2, revealed: 3 }],
    ['[100,199]', { hash: 'cd'.repeat(32) }, { why: 'other-hash', committed: 'cd'.repeat(32), revealed: HASH }],
    ['[100,199]', { hash: null }, { why: 'no-hash-committed' }],
    ['[199,100]', {}, { why: 'not-ascending', slot: 100 }],
    ['[150,150]', {}, { why: 'not-ascending', slot: 150 }],
    ['[99,150]', {}, { why: 'outside-epoch', slot: 99 }],
    ['[150,200]', {}, { why: 'outside-epoch', slot: 200 }],
  ])('%s is refused: %o', (text, given, why) => {
    expect(judge(text, given)).toEqual({ kind: 'refused', ...why });
  });
});

describe('a commitment', () => {
  test('is to no more slots than the epoch has', () => {
    expect(slotCommitment({ count: 100, hash: HASH }, EPOCH)).toEqual({ count: 100, hash: HASH });
    expect(() => slotCommitment({ count: 101, hash: HASH }, EPOCH)).toThrow(InvalidValue);
    expect(() => slotCommitment({ count: -1, hash: HASH }, EPOCH)).toThrow(InvalidValue);
    expect(() => slotCommitment({ count: 1.5, hash: HASH }, EPOCH)).toThrow(InvalidValue);
  });

  test.each(['dahash', HASH.toUpperCase(), HASH.slice(1), `${HASH}0`])('is not by the hash %s', (hash) => {
    expect(() => slotCommitment({ count: 1, hash }, EPOCH)).toThrow(InvalidValue);
  });
});
