import { epoch, height, lovelace, mainnet, type PoolId, type SyncFigures, slot, unixMs } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import {
  battleCountsRecord,
  battleSampleRecord,
  blockVersionsRecord,
  forksRecord,
  heightShown,
  sampleRecord,
  statsRecord,
  syncDataRecord,
  trendsRecord,
  versionsRecord,
} from '@pooltool/store/website';
import { describe, expect, test } from 'vitest';
import {
  BATTLE_COUNTS,
  BATTLE_MOMENTS,
  FORKS,
  MOMENTS,
  PROTOCOL_VERSIONS,
  STATS,
  SYNC_DATA,
  TRENDS,
} from './battle-contract.ts';
import { shapeFaults } from './shape.ts';

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
