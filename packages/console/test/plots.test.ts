import { meta } from '@pooltool/pipeline';
import type { MetadataPoint } from '@pooltool/store/pipeline';
import { describe, expect, test } from 'vitest';
import { renderPlots } from '../src/page/metadata-plots.ts';
import { plotsOf } from '../src/view/plots.ts';

const point = (partition: number, metadata: MetadataPoint['metadata']): MetadataPoint => ({
  partition: String(partition),
  run: BigInt(100 + partition),
  finishedAt: new Date(0),
  metadata,
});

describe('figures over the partitions', () => {
  const history = [
    point(1, {
      pools: meta.count(10),
      paid: meta.amount(5_500_000n, 'lovelace'),
      took: meta.durationMs(1_500),
      digest: meta.text('ab'),
    }),
    point(2, {
      pools: meta.count(12),
      paid: meta.amount(7_000_000n, 'lovelace'),
      took: meta.durationMs(500),
      digest: meta.text('cd'),
    }),
    point(4, {
      pools: meta.count(11),
      late: meta.count(1),
      odd: { kind: 'later', value: 7 },
      whole: { kind: 'count', value: '1e99x' },
    }),
  ];

  test('every number that two results tell is a line, in units a person reads; texts and what is told once are none', () => {
    const plots = plotsOf(history).map(({ name, unit, points }) => [
      name,
      unit,
      points.map(({ partition, height }) => [partition, height]),
    ]);
    expect(plots).toEqual([
      [
        'pools',
        '',
        [
          ['1', 10],
          ['2', 12],
          ['4', 11],
        ],
      ],
      [
        'paid',
        'ada',
        [
          ['1', 5.5],
          ['2', 7],
        ],
      ],
      [
        'took',
        's',
        [
          ['1', 1.5],
          ['2', 0.5],
        ],
      ],
    ]);
  });

  test('the picture lies within its frame, and the table tells the exact figures, the latest first', () => {
    const { markup } = renderPlots(plotsOf(history));
    const [, line = ''] = /<polyline points="([^"]+)"/.exec(markup) ?? [];
    const places = line.split(' ').map((pair) => pair.split(',').map(Number));
    expect(places.map(([x]) => x)).toEqual([0, 150, 300]);
    for (const [, y = -1] of places) expect(y >= 0 && y <= 90).toBe(true);
    expect([...markup.matchAll(/<a href="\/runs\/(\d+)">/g)].map(([, run]) => run).slice(0, 3)).toEqual([
      '104',
      '102',
      '101',
    ]);
    expect(markup).toContain('7.000000 ada = 7,000,000 lovelace');
  });

  test('what never changes is a level line, and a name of an asset is no markup', () => {
    const flat = [1, 2].map((partition) => point(partition, { '<b>': meta.count(7) }));
    const { markup } = renderPlots(plotsOf(flat));
    expect(markup).toContain('points="0.0,45.0 300.0,45.0"');
    expect(markup).not.toContain('<b>');
  });

  test('without two results there is a word and no picture', () => {
    expect(renderPlots(plotsOf(history.slice(0, 1))).markup).toContain('Two results that stand make a line');
  });
});

describe('stored metadata', () => {
  test.each([
    [meta.count(5), true],
    [meta.ratio(1n, 3n), true],
    [meta.json({ a: 1 }), true],
    [{ kind: 'count', value: 5 }, false],
    [{ kind: 'ratio', numerator: '1' }, false],
    [{ kind: 'later', value: '5' }, false],
    [null, false],
    ['count', false],
  ])('%j is of a kind this code knows: %s', (stored, known) => expect(meta.isMetadataValue(stored)).toBe(known));
});
