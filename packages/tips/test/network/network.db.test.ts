import { EPISODE_KINDS, makeTipNetwork, type NetworkEvent } from '@pooltool/simulator/tip-network';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Heard, type NetworkStage, openNetworkStage } from './network-stage.ts';
import { countedTruth, expectedResults, resultsOf } from './results.ts';

const network = makeTipNetwork();
const events: readonly NetworkEvent[] = [...network.events()];
const isHonest = (event: NetworkEvent): boolean => event.kind !== 'tip' || event.tip.lie === null;

describe('a network of honest nodes with clocks of all kinds', () => {
  let stage: NetworkStage;
  let heard: Heard;
  beforeAll(async () => {
    stage = await openNetworkStage(network);
    await stage.play(events.filter(isHonest));
    heard = await stage.heard();
  });
  afterAll(() => stage.close());

  test('has battles of every kind', () => {
    const kinds = new Set(network.episodes.map(({ kind }) => kind));
    expect(EPISODE_KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  test('is told as it was, height by height: who was there, what kind of battle, who should win, and who did', () => {
    expect(resultsOf(heard)).toEqual(expectedResults(network));
    expect(heard.refused).toEqual(new Map());
  });

  test('is counted as nodes told it: reports, witnesses, medians, and each delay', async () => {
    const candidates = [...heard.contests.values()].flatMap((contest) => contest.candidates);
    for (const { hash, reports, witnesses, medianDelayMs, evidence } of candidates) {
      const { counts, delays } = countedTruth(network, hash);
      expect([hash, { reports, witnesses, medianDelayMs }, evidence]).toEqual([hash, counts, 'proven']);
      expect(await heard.delaysOf(hash)).toEqual(delays);
    }
    expect(candidates.length).toBe(network.episodes.flatMap(({ blocks }) => blocks).length);
  });
});
