import { type DocumentMark, height } from '@pooltool/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueMarks, type MarkNews, type MarkSchedule, NOTHING_SCHEDULED, scheduleMarks } from '../src/mark-schedule.ts';
import { hashOf } from './small-tips.ts';

const HEIGHT = height(500);
const BLOCK = { hash: hashOf(1), height: HEIGHT };
const news = (now: number, given: Partial<MarkNews> = {}): MarkNews => ({
  now,
  changed: [],
  recounted: [],
  reported: [],
  ...given,
});

/** Passes at their times, each with what it found; by time the kinds that were marked. */
function run(passes: readonly MarkNews[], { majority = () => null as number | null } = {}): [number, string][] {
  let schedule: MarkSchedule = NOTHING_SCHEDULED;
  const marked: [number, string][] = [];
  for (const pass of passes) {
    const most = majority();
    const due = dueMarks(scheduleMarks(schedule, pass), {
      now: pass.now,
      majority: most === null ? null : height(most),
    });
    schedule = due.schedule;
    marked.push(...due.marks.map(({ kind }: DocumentMark): [number, string] => [pass.now, kind]));
  }
  return marked;
}

/** A pass a second, also when nothing is found. */
const seconds = (from: number, to: number, given: (second: number) => Partial<MarkNews> = () => ({})): MarkNews[] =>
  Array.from({ length: to - from }, (_, at) => news(1_000 * (from + at), given(from + at)));

describe('a height', () => {
  test('of which only counts grow is marked every three seconds, and once more after the last', () => {
    const passes = [
      news(0, { changed: [HEIGHT] }),
      ...seconds(1, 6, () => ({ recounted: [HEIGHT] })),
      ...seconds(6, 20),
    ];
    expect(run(passes)).toEqual([
      [3_000, 'competitive'],
      [6_000, 'competitive'],
    ]);
  });

  test('that was marked because it changed waits anew', () => {
    const passes = [
      news(0, { recounted: [HEIGHT] }),
      news(2_000, { recounted: [HEIGHT] }),
      news(2_500, { changed: [HEIGHT] }),
      ...seconds(3, 10),
    ];
    expect(run(passes)).toEqual([[0, 'competitive']]);
  });
});

describe('a block', () => {
  test('has its files drawn when nobody reported it for ten seconds', () => {
    const passes = [...seconds(0, 3, () => ({ reported: [BLOCK] })), ...seconds(3, 30)];
    expect(run(passes)).toEqual([[12_000, 'block_propagation']]);
  });

  test('has them drawn at once when most pools are past it', () => {
    expect(run([news(0, { reported: [BLOCK] })], { majority: () => 501 })).toEqual([[0, 'block_propagation']]);
    expect(run([news(0, { reported: [BLOCK] })], { majority: () => 500 })).toEqual([]);
  });

  test('has them drawn again once a minute at most while late reports come', () => {
    const passes = seconds(0, 200, () => ({ reported: [BLOCK] }));
    expect(run(passes, { majority: () => 501 })).toEqual([
      [0, 'block_propagation'],
      [60_000, 'block_propagation'],
      [120_000, 'block_propagation'],
      [180_000, 'block_propagation'],
    ]);
  });

  test('that is said to stand at two heights has two', () => {
    const elsewhere = { hash: BLOCK.hash, height: height(7) };
    expect(run([news(0, { reported: [BLOCK, elsewhere] }), news(10_000)])).toHaveLength(2);
  });
});

test('what has nothing to wait for is forgotten', () => {
  const first = scheduleMarks(NOTHING_SCHEDULED, news(0, { changed: [HEIGHT], reported: [BLOCK] }));
  const drawn = dueMarks(first, { now: 10_000, majority: null }).schedule;
  expect(drawn.heights.size).toBe(0);
  expect(drawn.blocks.size).toBe(1);
  expect(dueMarks(drawn, { now: 70_000, majority: null }).schedule).toEqual(NOTHING_SCHEDULED);
});

test('the last report of whatever came is always drawn after it, and writes stay bounded', () => {
  const anyArrivals = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(anyArrivals, (arrivals) => {
      const last = Math.max(...arrivals);
      const passes = seconds(0, last + 75, (second) =>
        arrivals.includes(second) ? { recounted: [HEIGHT], reported: [BLOCK] } : {},
      );
      const marked = run(passes);
      for (const kind of ['competitive', 'block_propagation']) {
        const times = marked.filter(([, of]) => of === kind).map(([at]) => at);
        expect(times.at(-1)).toBeGreaterThanOrEqual(1_000 * last);
        expect(times.length).toBeLessThanOrEqual(kind === 'competitive' ? 2 + last / 3 : 2 + last / 60);
      }
    }),
  );
});

test('a clock that is set back keeps nothing waiting', () => {
  const passes = [
    news(7_200_000, { changed: [HEIGHT], recounted: [], reported: [BLOCK] }),
    news(7_201_000, { recounted: [HEIGHT] }),
    news(1_000),
  ];
  expect(run(passes)).toEqual([
    [1_000, 'competitive'],
    [1_000, 'block_propagation'],
  ]);
});
