import { BLOCK_HISTOGRAM, CANDIDATE_HISTOGRAM, histogramOf, summarizeDelays } from '@pooltool/domain';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

const upTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1);

test('of a block that nobody gave a time for there is nothing to say', () => {
  expect(summarizeDelays([])).toEqual({
    raw: [],
    counted: 0,
    outliers: 0,
    medianMs: null,
    percentilesMs: null,
    shareWithin: null,
  });
});

test('of two in the middle the median is the lower one', () => {
  expect(summarizeDelays([400, 100, 300, 200]).medianMs).toBe(200);
  expect(summarizeDelays([300, 100, 200]).medianMs).toBe(200);
});

test('percentiles are delays that somebody had: by nearest rank', () => {
  expect(summarizeDelays(upTo(200)).percentilesMs).toEqual({ p50: 100, p90: 180, p95: 190, p99: 198 });
  expect(summarizeDelays([7]).percentilesMs).toEqual({ p50: 7, p90: 7, p95: 7, p99: 7 });
});

test('a clock that is beyond five seconds off counts as an outlier, and is kept as it came', () => {
  const raw = [7_200_000, 300, -5_001, 5_000, -5_000, 5_001, -1.7e12];
  expect(summarizeDelays(raw)).toMatchObject({ raw, counted: 3, outliers: 4, medianMs: 300 });
});

test('shares are of all that gave a time, and their limits are included', () => {
  expect(summarizeDelays([-50, 1_000, 1_001, 3_000, 3_001, 5_000, 5_001, 9_999]).shareWithin).toEqual({
    oneSecond: 0.25,
    threeSeconds: 0.5,
    fiveSeconds: 0.75,
  });
});

test('where every clock is wrong there is no median, and no share is reached', () => {
  expect(summarizeDelays([3_600_000])).toMatchObject({
    medianMs: null,
    percentilesMs: null,
    shareWithin: { oneSecond: 0, threeSeconds: 0, fiveSeconds: 0 },
  });
});

const delay = fc.oneof(fc.integer({ min: -6_000, max: 12_000 }), fc.integer({ min: -4_000_000, max: 4_000_000 }));

test('figures are those of the sorted list, whatever order delays come in, and the list given is left alone', () => {
  fc.assert(
    fc.property(fc.array(delay, { maxLength: 60 }), (raw) => {
      const before = [...raw];
      const { counted, outliers, percentilesMs, shareWithin, ...rest } = summarizeDelays(raw);
      expect(raw).toEqual(before);
      expect(counted + outliers).toBe(raw.length);
      const within = raw.filter((ms) => Math.abs(ms) <= 5_000);
      expect(counted).toBe(within.length);
      expect(shareWithin?.fiveSeconds ?? 0).toBeCloseTo(raw.length === 0 ? 0 : counted / raw.length);
      for (const [name, percent] of [
        ['p50', 50],
        ['p90', 90],
        ['p95', 95],
        ['p99', 99],
      ] as const) {
        const value = percentilesMs?.[name];
        if (value === undefined) continue;
        expect(within).toContain(value);
        expect(100 * within.filter((ms) => ms <= value).length).toBeGreaterThanOrEqual(percent * counted);
        expect(100 * within.filter((ms) => ms < value).length).toBeLessThan(percent * counted);
      }
      expect(rest.medianMs).toBe(percentilesMs?.p50 ?? null);
      const { raw: _, ...turned } = summarizeDelays([...raw].reverse());
      expect(turned).toEqual({ counted, outliers, percentilesMs, shareWithin, medianMs: rest.medianMs });
    }),
  );
});

test('a histogram of a block has 50 bins of 40 ms, and 2,000 ms lies in the last', () => {
  const { counts, edges } = histogramOf([0, 39, 40, 1_999, 2_000, 2_001, -1], BLOCK_HISTOGRAM);
  expect([edges.length, edges[0], edges[1], edges[50]]).toEqual([51, 0, 40, 2_000]);
  expect([counts.length, counts[0], counts[1], counts[49]]).toEqual([50, 2, 1, 2]);
});

test('a histogram counts each delay once, between its edges', () => {
  fc.assert(
    fc.property(fc.array(delay), fc.constantFrom(BLOCK_HISTOGRAM, CANDIDATE_HISTOGRAM), (delays, shape) => {
      const { counts, edges } = histogramOf(delays, shape);
      counts.forEach((count, bin) => {
        const [from = 0, to = 0] = [edges[bin], edges[bin + 1]];
        const isLast = bin === counts.length - 1;
        expect(count).toBe(delays.filter((ms) => ms >= from && (ms < to || (isLast && ms === to))).length);
      });
    }),
  );
});
