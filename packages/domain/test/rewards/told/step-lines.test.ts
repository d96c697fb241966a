import { describe, expect, test } from 'vitest';
import { epoch, ratio } from '../../../src/index.ts';
import type { RewardStep } from '../../../src/rewards/index.ts';
import { differenceLines, fateText, grouped, statusLine, stepLines } from '../../../src/rewards/told/step-lines.ts';

const step: RewardStep = {
  symbol: 'm',
  name: 'margin',
  formula: 'given',
  numbers: '',
  exact: ratio(1n, 20n),
  value: null,
  unit: 'fraction',
  source: { ledger: 'sppMargin', section: 'rewards.md 1.1' },
};

describe('a step for a person', () => {
  test('has its name and source, the formula, the numbers, the fraction and its floor', () => {
    const floored = { ...step, symbol: 'f', name: 'pool reward', formula: '⌊a · b⌋', numbers: '⌊3 · (7/2)⌋' };
    expect(stepLines({ ...floored, exact: ratio(21n, 2n), value: 10n, unit: 'lovelace' })).toEqual([
      '  f: pool reward  [sppMargin; rewards.md 1.1]',
      '    = ⌊a · b⌋',
      '    = ⌊3 · (7/2)⌋',
      '    = 21/2 ≈ 10.5000000',
      '    = 10 lovelace',
    ]);
  });

  test('that is given has no formula; its symbol is told unless the name begins with it', () => {
    expect(stepLines(step)).toEqual(['  m: margin  [sppMargin; rewards.md 1.1]', '    = 1/20 ≈ 0.0500000000']);
    const [first] = stepLines({ ...step, symbol: 'operator fee', name: 'operator fee, of cost and margin' });
    expect(first).toBe('  operator fee, of cost and margin  [sppMargin; rewards.md 1.1]');
  });

  test('of yes or no says which', () => {
    expect(stepLines({ ...step, formula: 'P ≤ O', numbers: '2 ≤ 1', unit: 'yes or no', value: 0n }).at(-1)).toBe(
      '    no',
    );
  });
});

test('amounts are grouped by thousands, whatever their sign', () => {
  expect([0n, 999n, 1_000n, -1_234_567n, 45_000_000_000_000_000n].map(grouped)).toEqual([
    '0',
    '999',
    '1,000',
    '-1,234,567',
    '45,000,000,000,000,000',
  ]);
});

test('a difference is told before anything else, and nothing is told where there is none', () => {
  expect(differenceLines([])).toEqual([]);
  expect(differenceLines([{ figure: 'f', explained: '1', recorded: '2' }])).toEqual([
    '!!! 1 FIGURE DOES NOT AGREE WITH WHAT IS RECORDED',
    '!!! f: explained 1, recorded 2',
    '',
  ]);
});

test('where a reward is says why it is not in its account', () => {
  expect(fateText({ destination: 'account', reason: null })).toBe('paid');
  expect(fateText({ destination: 'treasury', reason: 'unregistered' })).toMatch(/gone at the payout/);
  expect(fateText({ destination: 'reserves', reason: 'superseded' })).toMatch(/before Allegra/);
  expect(fateText({ destination: 'reserves', reason: 'unregistered-at-calculation' })).toMatch(/before Babbage/);
});

test('a forecast is spendable from its epoch on, final rewards since', () => {
  expect(statusLine({ earned: epoch(300), status: 'forecast' })).toBe(
    'earned in epoch 300, spendable from epoch 302 on: a forecast',
  );
  expect(statusLine({ earned: epoch(300), status: 'final' })).toBe(
    'earned in epoch 300, spendable since epoch 302: final',
  );
});
