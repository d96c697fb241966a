import { type Contest, height, judgeHeight, mainnet, slot } from '@pooltool/domain';
import { reportedCandidate, testCandidate, testPoolId } from '@pooltool/domain/testing';
import { firebaseKey } from '@pooltool/shared-utils/firebase';
import type { Arrival } from '@pooltool/store/documents';
import { contestRecord, orphansRecord, shownCandidates, versionCounts } from '@pooltool/store/website';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CANDIDATE, ORPHAN } from './battle-contract.ts';
import { shapeFaults } from './shape.ts';

const judged = (
  candidates: Parameters<typeof judgeHeight>[0]['candidates'],
  chain: Parameters<typeof judgeHeight>[0]['chain'] = null,
): Contest => judgeHeight({ height: height(100), candidates, sameSlot: [], chain, leaderValue: (output) => output });

/** From pools 10, 11, …: one delay each. */
const arrivals = (...delays: readonly number[]): Arrival[] =>
  delays.map((delayMs, index) => ({ pool: testPoolId(10 + index), delayMs, version: '10.1.4:1f63d' }));
const reports = { arrivals: arrivals(300, 500, 9_000_000), protocol: { major: 10, minor: 2 } };
const recordOf = (contest: Contest) => contestRecord(contest, () => reports, mainnet);
const at = (pool: number): string => testPoolId(pool);

describe('a height', () => {
  test('holds its blocks by pool and hash, each as the site reads it', () => {
    const record = recordOf(judged([testCandidate(1)]));
    const block = Object(record)[at(1)][testCandidate(1).hash];
    expect(Object.keys(Object(record))).toEqual([at(1)]);
    expect(shapeFaults(block, CANDIDATE)).toEqual([]);
    expect(block).toMatchObject({
      slot: 1_000,
      reports: 3,
      median: 300,
      reporter_versions: { '10,1,4:1f63d': 3 },
      competitive: false,
      forker: false,
      slotBattle: false,
      bvrfwinner: true,
    });
    expect(block).not.toHaveProperty('chained');
  });

  test('that is contested says of which kind it is, and once settled who stands', () => {
    const winner = testCandidate(1);
    const contest = judged([winner, reportedCandidate(2, 2), reportedCandidate(3, 2)], { hash: winner.hash });
    const record = Object(recordOf(contest));
    expect(Object.keys(record).sort()).toEqual([at(1), at(2), at(3), 'classification'].sort());
    expect(record.classification).toBe('competitive');
    for (const tag of [1, 2, 3]) {
      expect(shapeFaults(record[at(tag)][testCandidate(tag).hash], CANDIDATE)).toEqual([]);
      expect(record[at(tag)][testCandidate(tag).hash]).toMatchObject({
        competitive: true,
        slotBattle: true,
        chained: tag === 1,
      });
    }
  });

  test('at which one pool made two blocks holds both below that pool', () => {
    const twin = testCandidate(2, { producer: testPoolId(1), slot: slot(1_001) });
    const record = Object(recordOf(judged([testCandidate(1), twin])));
    expect(record.classification).toBe('forker');
    expect(Object.values(record[at(1)])).toMatchObject([{ forker: true, competitive: false }, { forker: true }]);
  });

  test('shows what is only claimed while nothing is known, and not beside what is', () => {
    const claimed = reportedCandidate(2, 0, { evidence: 'claimed', reports: 1 });
    expect(shownCandidates(judged([claimed])).map(({ hash }) => hash)).toEqual([claimed.hash]);
    expect(shownCandidates(judged([testCandidate(1), claimed])).map(({ hash }) => hash)).toEqual([
      testCandidate(1).hash,
    ]);
  });

  test('shows a block that only its maker can prove, and calls it no battle', () => {
    const own = reportedCandidate(2, 0, { reports: 1 });
    const record = Object(recordOf(judged([testCandidate(1), own])));
    expect(record[at(2)][own.hash]).toMatchObject({ competitive: false });
    expect(record).not.toHaveProperty('classification');
  });

  test('stays short however many blocks are invented', () => {
    const invented = Array.from({ length: 60 }, (_, index) => reportedCandidate(2 + index, 0, { reports: 1 }));
    const shown = shownCandidates(judged([...invented, testCandidate(1)]));
    expect(shown).toHaveLength(12);
    expect(shown).toContainEqual(expect.objectContaining({ hash: testCandidate(1).hash }));
  });

  test('whose block nobody reported has numbers in every field all the same', () => {
    const contest = judged([testCandidate(1)]);
    const record = Object(contestRecord(contest, () => ({ arrivals: [], protocol: null }), mainnet));
    const block = record[at(1)][testCandidate(1).hash];
    expect(shapeFaults(block, CANDIDATE)).toEqual([]);
    expect(block).toMatchObject({ reports: 0, median: 0, protocol_major: 0 });
  });
});

describe('versions', () => {
  test('that differ become one key without a count being lost', () => {
    expect(versionCounts(['10.1.4:1f63d', '10,1,4:1f63d', '10.1.4/:1f63d', ' ', '', '/'])).toEqual({
      '10,1,4:1f63d': 3,
      other: 1,
    });
  });

  test('are legal keys and add up to those who told one, whatever they say', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.constantFrom('__proto__', 'constructor', '.', '[]', '10.1', '٣'),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 60 }), (versions) => {
        const counts = versionCounts(versions);
        const told = versions.filter((version) => version.trim() !== '').length;
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(told);
        expect(Object.keys(counts).length).toBeLessThanOrEqual(31);
        for (const key of Object.keys(counts)) expect(firebaseKey(key)).toBe(key);
      }),
    );
  });
});

describe('orphans', () => {
  const lost = (tag: number, body: Parameters<typeof orphansRecord>[0][number]['body'] = null) => {
    const contest = judged([testCandidate(1), reportedCandidate(tag, 2)], { hash: testCandidate(1).hash });
    const block = contest.candidates.find(({ hash }) => hash === testCandidate(tag).hash);
    if (block === undefined) throw new Error('it is among the candidates');
    return { block, contest, body };
  };

  test('have their height as a text and the slot of their epoch, and figures where our node had them', () => {
    const record = orphansRecord(
      [lost(2, { transactions: 5, fees: 1n, output: 7_000_000n, bodySize: 300 }), lost(3)],
      mainnet,
    );
    expect(shapeFaults(record, ORPHAN)).toEqual([]);
    expect(record).toMatchObject({
      block: '100',
      output: 7_000_000n,
      transactions: 5,
      classification: 'competitive',
      slotBattle: true,
      others: { [testCandidate(3).hash]: { leaderPoolId: testPoolId(3), output: 0 } },
    });
  });

  test('that are none are no record', () => {
    expect(orphansRecord([], mainnet)).toBe(null);
  });
});
