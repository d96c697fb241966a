import { height, predict, preferred, slot } from '@pooltool/domain';
import { testCandidate, testPoolId } from '@pooltool/domain/testing';
import { expect, test } from 'vitest';
import { candidatesOf, fc, shuffled } from './arbitrary-candidates.ts';

/** In Conway, with the output of its tag: the lower wins, where slots are near enough. */
const at = (tag: number, slotNumber: number) => testCandidate(tag, { slot: slot(slotNumber) });

test('of two, the one that the rule prefers wins and the other loses', () => {
  expect(predict([at(2, 1_000), at(1, 1_003)])).toEqual([false, true]);
});

test('a block without a rival wins nothing', () => {
  expect(predict([at(1, 1_000)])).toEqual([null]);
});

test('blocks of Conway more than five slots apart stay open: a node keeps what it saw first', () => {
  expect(predict([at(1, 1_000), at(2, 1_006)])).toEqual([null, null]);
});

test('of three in one slot the lowest output wins and the others lose', () => {
  expect(predict([at(3, 1_000), at(1, 1_000), at(2, 1_000)])).toEqual([false, true, false]);
});

test('where the rule is not transitive, only who loses to an unbeaten one is lost', () => {
  const [a, b, c] = [at(1, 1_000), at(2, 1_004), at(3, 1_008)];
  expect([preferred(a, b), preferred(b, c), preferred(a, c)]).toEqual(['first', 'first', null]);
  expect(predict([a, b, c])).toEqual([null, false, null]);
});

test('one who loses to somebody unbeaten is lost, even if somebody beaten beats it too', () => {
  const best = at(1, 1_003);
  expect(predict([best, at(2, 1_000), at(3, 1_001)])).toEqual([true, false, false]);
});

test('in a circle all are open (a certificate beats an output that beats an output that beats the certificate)', () => {
  const producer = testPoolId(1);
  const renewed = testCandidate(30, { producer, certificateNumber: 2n });
  const other = testCandidate(20);
  const old = testCandidate(10, { producer, certificateNumber: 1n });
  expect(predict([renewed, other, old])).toEqual([null, null, null]);
});

test('a battle hidden by a missed parent goes to the longer chain', () => {
  const missed = at(1, 1_000);
  expect(predict([missed, testCandidate(2, { height: height(101) })])).toEqual([false, true]);
});

test('blocks of different heights and slots are no rivals: one may stand on the other', () => {
  expect(predict([at(1, 1_000), testCandidate(2, { height: height(101), slot: slot(1_020) })])).toEqual([null, null]);
});

test('of a height at most one wins, and then all others lose', () => {
  fc.assert(
    fc.property(candidatesOf(100, 6), (tips) => {
      const predictions = predict(tips);
      const winners = predictions.filter((prediction) => prediction === true).length;
      expect(winners).toBeLessThanOrEqual(1);
      if (winners === 1) expect(predictions).not.toContain(null);
    }),
  );
});

test('none wins or loses where the rule prefers nobody, and who wins is preferred over each other', () => {
  fc.assert(
    fc.property(candidatesOf(100, 6), (tips) => {
      predict(tips).forEach((prediction, place) => {
        const preferences = tips
          .filter((_, other) => other !== place)
          .map((other) => preferred(tips[place] ?? other, other));
        if (prediction === true) expect(new Set(preferences)).toEqual(new Set(['first']));
        if (prediction === false) expect(preferences).toContain('second');
      });
    }),
  );
});

test('before Conway somebody wins among different pools, unless the lowest output is shared', () => {
  fc.assert(
    fc.property(candidatesOf(100, 6), (tips) => {
      const babbage = tips.map((tip, tag) => ({
        ...tip,
        era: 6,
        producer: testPoolId(tag),
        blockVrf: tip.blockVrf ?? 'ff'.repeat(64),
      }));
      const lowest = babbage.map(({ blockVrf }) => blockVrf).sort()[0];
      const expected = babbage.filter(({ blockVrf }) => blockVrf === lowest).length === 1 && babbage.length > 1;
      expect(predict(babbage).filter((prediction) => prediction === true)).toHaveLength(expected ? 1 : 0);
    }),
  );
});

test('the order in which blocks are named does not matter', () => {
  fc.assert(
    fc.property(shuffled(candidatesOf(100, 6)), ([tips, other]) => {
      const byHash = (of: typeof tips) =>
        new Map(predict(of).map((prediction, place) => [of[place]?.hash, prediction]));
      expect(byHash(other)).toEqual(byHash(tips));
    }),
  );
});
