import { CANDIDATE_HISTOGRAM, histogramOf } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import { delayPicture } from '../src/pictures/delay-picture.ts';
import { pngObject } from '../src/pictures/png.ts';

const drawn = (delays: readonly number[], given: Partial<Parameters<typeof delayPicture>[0]> = {}): string =>
  delayPicture({
    title: 'Block 1',
    subtitle: '3 pools',
    histogram: histogramOf(delays, CANDIDATE_HISTOGRAM),
    medianMs: null,
    ...given,
  });

/** Bars are the sub-paths of the one coloured path. */
const barsIn = (svg: string): number => (/<path d="([^"]*)" fill="#2a7ab8"/.exec(svg)?.[1] ?? '').split('z').length - 1;

describe('the picture of a block', () => {
  test('has a bar for each bin that somebody is in', () => {
    expect(barsIn(drawn([100, 150, 900, 9_900]))).toBe(3);
    expect(barsIn(drawn([]))).toBe(0);
  });

  test('has a line at the median, where that is in the picture', () => {
    expect(drawn([500], { medianMs: 500 })).toContain('stroke-dasharray');
    for (const medianMs of [null, -1, 10_001]) expect(drawn([500], { medianMs })).not.toContain('stroke-dasharray');
  });

  test('shows texts as they are, whoever wrote them', () => {
    expect(drawn([], { title: '<script>&"' })).toContain('&lt;script&gt;&amp;&quot;');
  });

  test('has whole numbers beside its lines, and the tallest bar inside', () => {
    for (const most of [1, 4, 5, 8, 9, 21, 300, 1_500]) {
      const svg = drawn(Array.from({ length: most }, () => 100));
      const labels = [...svg.matchAll(/text-anchor="end">([^<]*)</g)].map(([, label]) => Number(label));
      expect(labels).toHaveLength(5);
      expect(labels.every(Number.isSafeInteger)).toBe(true);
      expect(Math.max(...labels)).toBeGreaterThanOrEqual(most);
    }
  });

  test('becomes a PNG of its size, with letters in it', async () => {
    const png = Buffer.from(await pngObject(drawn([100])).bytes());
    expect(png.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([640, 360]);
    const wordless = Buffer.from(await pngObject(drawn([100], { title: '', subtitle: '' })).bytes());
    expect(png.length).toBeGreaterThan(wordless.length + 500);
  });

  test('that is no SVG is refused for good, and keeps nobody waiting', async () => {
    await expect(pngObject('no picture').bytes()).rejects.toMatchObject({
      code: 'POOLTOOL_PICTURE_NOT_MADE',
      disposition: 'reject',
    });
  });
});
