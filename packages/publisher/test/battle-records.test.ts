import {
  type Contest,
  epoch,
  height,
  judgeHeight,
  lovelace,
  mainnet,
  type PoolId,
  type SyncFigures,
  slot,
  unixMs,
} from '@pooltool/domain';
import { reportedCandidate, testCandidate, testPoolId } from '@pooltool/domain/testing';
import { firebaseKey } from '@pooltool/shared-utils/firebase';
import type { Arrival } from '@pooltool/store/documents';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  battleCountsRecord,
  battleSampleRecord,
  blockVersionsRecord,
  forksRecord,
  trendsRecord,
  versionsRecord,
} from '../src/battle-records.ts';
import { versionCounts } from '../src/block-data.ts';
import { contestRecord, shownCandidates } from '../src/firebase/competitive.ts';
import { orphansRecord } from '../src/firebase/orphan-record.ts';
import { heightShown, sampleRecord, statsRecord, syncDataRecord } from '../src/sync-records.ts';
import {
  BATTLE_COUNTS,
  BATTLE_MOMENTS,
  CANDIDATE,
  FORKS,
  MOMENTS,
  ORPHAN,
  PROTOCOL_VERSIONS,
  STATS,
  SYNC_DATA,
  TRENDS,
} from './battle-contract.ts';
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

describe('how the network stands', () => {
  const figures: SyncFigures = {
    time: 1_800_000_000,
    samples: 3,
    synced: 2,
    majorityHeight: 100,
    highest: 100,
    lowest: 60,
    versions: { '10.1.4:1f63d': 2 },
    platforms: { linux: 3 },
    told: { version: 2, platform: 3 },
    distribution: { 60: 1, 100: 2 },
    offsets: { 0: 2 },
    chain: null,
  };
  const sample = { at: unixMs(1_800_000_000_500), epoch: epoch(600), figures };

  test('is as the pages read it', () => {
    expect(shapeFaults(statsRecord(sample, null), STATS)).toEqual([]);
    expect(shapeFaults(syncDataRecord(sample, null), SYNC_DATA)).toEqual([]);
    expect(shapeFaults([sampleRecord(sample)], MOMENTS)).toEqual([]);
    expect(sampleRecord(sample)).toMatchObject({ time: 1_800_000_000, syncd: 2, dist: { 0: 2 }, currentepoch: 600 });
  });

  test('is whole records also before anybody reported', () => {
    expect(shapeFaults(statsRecord(null, null), STATS)).toEqual([]);
    expect(shapeFaults(syncDataRecord(null, null), SYNC_DATA)).toEqual([]);
    expect(statsRecord(null, null)).toMatchObject({ histogram: '[[],[]]', distribution: {}, max: 0, min: 0 });
  });

  test('is one number a pool', () => {
    expect(heightShown({ state: 'synced', height: height(9) })).toBe(1);
    expect(heightShown({ state: 'apart', height: height(9) })).toBe(9);
    expect(heightShown({ state: 'silent' })).toBe(0);
  });
});

describe('statistics of battles', () => {
  const counts = { battles: 6, forks: 1, slotBattles: 2, heightBattles: 3 };

  test('are numbers, also of nothing', () => {
    expect(shapeFaults(battleCountsRecord(null), BATTLE_COUNTS)).toEqual([]);
    expect(battleCountsRecord(counts)).toEqual({
      recentBattles: 6,
      recentForkers: 1,
      recentSlotBattles: 2,
      recentHeightBattles: 3,
    });
    const moment = {
      ...counts,
      at: unixMs(1_800_000_000_999),
      epoch: epoch(600),
      slot: slot(170_000_000),
      height: height(9),
    };
    expect(shapeFaults([battleSampleRecord(moment, mainnet)], BATTLE_MOMENTS)).toEqual([]);
  });

  test('have a hash that is a number and follows what they say', () => {
    const trend = { ...counts, epoch: epoch(600), delayMs: null, blocks: 2, transactions: 7, size: 3_500 };
    const trends = trendsRecord([trend]);
    expect(shapeFaults(trends, TRENDS)).toEqual([]);
    expect(trends.trendingbattles).toMatchObject([{ prop_delay: 0, avg_size: 1.75, avg_tx: 3.5 }]);
    expect(trends.hash).not.toBe(trendsRecord([{ ...trend, battles: 7 }]).hash);
    expect(trendsRecord([])).toEqual({ hash: 0, trendingbattles: [] });
    expect(shapeFaults(trendsRecord([]), TRENDS)).toEqual([]);
  });

  test('name the pool that forked by height', () => {
    const pool: PoolId = testPoolId(1);
    expect(
      shapeFaults(
        forksRecord([
          { height: height(9), epoch: epoch(1), pool },
          { height: height(10), epoch: epoch(1), pool: null },
        ]),
        FORKS,
      ),
    ).toEqual([]);
  });

  test('of protocol versions are a map that is never empty: without it the app’s pool page never opens', () => {
    const version = {
      major: 10,
      minor: 2,
      pools: 3,
      stake: lovelace(5n),
      blocks: 1,
      blocks1h: 1,
      blocks6h: 1,
      blocks12h: 1,
      blocks24h: 1,
    };
    expect(versionsRecord([version])).toMatchObject({ '10_2': { ver: '10.2', qty: 3, blocks1hr: 1 } });
    for (const versions of [[], [version]]) {
      expect(shapeFaults(versionsRecord(versions), PROTOCOL_VERSIONS)).toEqual([]);
      expect(Object.keys(versionsRecord(versions))).toHaveLength(1);
      expect(Object.keys(blockVersionsRecord(versions))).toHaveLength(1);
    }
  });
});
