import { height, preferred, slot } from '@pooltool/domain';
import { testCandidate, testPoolId } from '@pooltool/domain/testing';
import { expect, test } from 'vitest';
import { comparedTip, fc } from './arbitrary-candidates.ts';

const SHELLEY = 2;
const ALONZO = 5;
const BABBAGE = 6;
const CONWAY = 7;

const low = `01${'ff'.repeat(63)}`;
const high = `10${'00'.repeat(63)}`;

test('the longer chain is preferred, whatever its VRF', () => {
  const longer = testCandidate(2, { height: height(101), blockVrf: high });
  expect(preferred(longer, testCandidate(1, { blockVrf: low }))).toBe('first');
});

test('the lower VRF output is preferred, compared from its first byte on', () => {
  expect(preferred(testCandidate(1, { blockVrf: high }), testCandidate(2, { blockVrf: low }))).toBe('second');
});

test.each([SHELLEY, ALONZO])("before Babbage (era %i) the leader's output decides, not the block's", (era) => {
  const one = testCandidate(1, { era, leaderVrf: low, blockVrf: high });
  const other = testCandidate(2, { era, leaderVrf: high, blockVrf: low });
  expect(preferred(one, other)).toBe('first');
});

test.each([BABBAGE, CONWAY])("since Babbage (era %i) the block's own output decides", (era) => {
  const one = testCandidate(1, { era, leaderVrf: low, blockVrf: high });
  const other = testCandidate(2, { era, leaderVrf: high, blockVrf: low });
  expect(preferred(one, other)).toBe('second');
});

test('across the border of Babbage each tip shows the output of its own era', () => {
  const last = testCandidate(1, { era: ALONZO, leaderVrf: low, blockVrf: high });
  const first = testCandidate(2, { era: BABBAGE, slot: slot(1_100), blockVrf: `05${'00'.repeat(63)}` });
  expect(preferred(last, first)).toBe('first');
});

test.each([
  { era: BABBAGE, apart: 100, preference: 'first' },
  { era: CONWAY, apart: 0, preference: 'first' },
  { era: CONWAY, apart: 5, preference: 'first' },
  { era: CONWAY, apart: 6, preference: null },
])('in era $era the VRF of slots $apart apart gives: $preference', ({ era, apart, preference }) => {
  const one = testCandidate(1, { era, blockVrf: low, slot: slot(1_000 + apart) });
  expect(preferred(one, testCandidate(2, { era, blockVrf: high }))).toBe(preference);
});

test("a tip of Conway brings Conway's window along for one of Babbage", () => {
  const babbage = testCandidate(1, { era: BABBAGE, blockVrf: low });
  expect(preferred(babbage, testCandidate(2, { era: CONWAY, slot: slot(1_006) }))).toBeNull();
  expect(preferred(babbage, testCandidate(2, { era: CONWAY, slot: slot(1_005), blockVrf: high }))).toBe('first');
});

test('of one pool and slot the higher number of the certificate is preferred, and VRF outputs say nothing', () => {
  const producer = testPoolId(1);
  const one = testCandidate(1, { producer, certificateNumber: 8n, blockVrf: high });
  expect(preferred(one, testCandidate(2, { producer, certificateNumber: 7n, blockVrf: low }))).toBe('first');
  expect(preferred(one, testCandidate(2, { producer, certificateNumber: 8n, blockVrf: low }))).toBeNull();
  expect(preferred(one, testCandidate(2, { producer, certificateNumber: null, blockVrf: low }))).toBeNull();
});

test('numbers of certificates say nothing of one pool in different slots, or of different pools', () => {
  const one = testCandidate(1, { certificateNumber: 9n, blockVrf: high });
  const later = testCandidate(2, { producer: testPoolId(1), certificateNumber: 1n, slot: slot(1_001), blockVrf: low });
  expect(preferred(one, later)).toBe('second');
  expect(preferred(one, testCandidate(3, { certificateNumber: 1n, blockVrf: low }))).toBe('second');
});

test('what decides and is not known decides nothing', () => {
  expect(preferred(testCandidate(1, { blockVrf: null }), testCandidate(2))).toBeNull();
});

test('the preference does not depend on who is named first', () => {
  fc.assert(
    fc.property(comparedTip, comparedTip, (one, other) => {
      const mirrored = { first: 'second', second: 'first' } as const;
      const preference = preferred(one, other);
      expect(preferred(other, one)).toBe(preference && mirrored[preference]);
    }),
  );
});
