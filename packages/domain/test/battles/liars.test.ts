import { blockHash, type Candidate, height, judgeHeight } from '@pooltool/domain';
import { hash32, reportedCandidate, testPoolId } from '@pooltool/domain/testing';
import { expect, test } from 'vitest';
import { candidatesOf, fc } from './arbitrary-candidates.ts';

/** What is judged of all candidates but the invented one. */
function judgedBeside(invented: Candidate | null, candidates: readonly Candidate[]) {
  const contest = judgeHeight({
    height: height(100),
    candidates: invented === null ? candidates : [...candidates, invented],
    sameSlot: [],
    chain: null,
    leaderValue: (blockVrf) => blockVrf,
  });
  return { ...contest, candidates: contest.candidates.filter(({ hash }) => hash !== invented?.hash) };
}

const inventedHash = blockHash(hash32(99));
const LOWEST = '00'.repeat(64);

test('one liar who copies the proof of a block that two others saw, or that we hold, changes nothing', () => {
  fc.assert(
    fc.property(candidatesOf(100, 5), fc.nat(4), fc.boolean(), (candidates, at, isHeld) => {
      const copied = candidates[at % Math.max(1, candidates.length)];
      fc.pre(copied !== undefined);
      const seen: Candidate = { ...copied, held: isHeld, evidence: 'proven', witnesses: 2 };
      const honest = candidates.map((candidate) => (candidate === copied ? seen : candidate));
      const invented: Candidate = { ...seen, hash: inventedHash, held: false, witnesses: 1 };
      expect(judgedBeside(invented, honest)).toEqual(judgedBeside(null, honest));
    }),
  );
});

test('what could be proven and is not changes nothing, with the lowest output and any number of helpers', () => {
  fc.assert(
    fc.property(
      candidatesOf(100, 5),
      fc.nat(2_000),
      fc.integer({ min: 1, max: 5 }),
      (candidates, witnesses, blamed) => {
        const invented = reportedCandidate(99, witnesses, {
          evidence: 'consistent',
          provable: true,
          producer: testPoolId(blamed),
          blockVrf: LOWEST,
          leaderVrf: LOWEST,
        });
        expect(judgedBeside(invented, candidates)).toEqual(judgedBeside(null, candidates));
      },
    ),
  );
});
