/** Candidates as they come in the worst case: few pools, slots, heights and outputs, so that everything meets everything. */
import { blockHash, type Candidate, EVIDENCE, height, slot } from '@pooltool/domain';
import { hash32, testCandidate, testPoolId } from '@pooltool/domain/testing';
import * as fc from 'fast-check';

export { fc };

const output = fc.integer({ min: 0, max: 5 }).map((first) => `0${first}`.padEnd(128, '0'));

/** All of one height. */
export const comparedTip: fc.Arbitrary<Candidate> = fc
  .record({
    producer: fc.option(fc.integer({ min: 1, max: 4 }).map(testPoolId)),
    slot: fc.integer({ min: 1_000, max: 1_012 }).map(slot),
    era: fc.constantFrom(5, 6, 7),
    certificateNumber: fc.option(fc.bigInt({ min: 1n, max: 2n })),
    leaderVrf: fc.option(output),
    blockVrf: fc.option(output),
    held: fc.boolean(),
    evidence: fc.option(fc.constantFrom(...EVIDENCE)),
    provable: fc.boolean(),
    witnesses: fc.integer({ min: 0, max: 4 }),
  })
  .map((given) => testCandidate(1, given));

/** Up to so many of one height with hashes of their own. */
export const candidatesOf = (height100: number, most: number): fc.Arbitrary<Candidate[]> =>
  fc.array(comparedTip, { maxLength: most }).map((tips) =>
    tips.map((tip, tag) => ({
      ...tip,
      height: height(height100),
      hash: blockHash(hash32(1_000 * height100 + tag)),
    })),
  );

/** A list, and the same in another order. */
export const shuffled = <Of>(list: fc.Arbitrary<Of[]>): fc.Arbitrary<[Of[], Of[]]> =>
  list.chain((items) =>
    fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length })),
  );
