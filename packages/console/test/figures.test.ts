import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ageText } from '../assets/age.js';
import { amount, exactAda, glanceAda, grouped } from '../src/page/figures.ts';
import { html } from '../src/page/html.ts';
import { metadataValue } from '../src/page/metadata-value.ts';

describe('amounts', () => {
  test.each([
    [0n, '0'],
    [1n, '0.000001'],
    [999_999n, '0.999999'],
    [1_999_999n, '1.99'],
    [999_999_999n, '999.99'],
    [1_000_000_000n, '1,000'],
    [13_286_160_713_999_999n, '13,286,160,713'],
    [-1_500_000n, '−1.50'],
  ])('%s lovelace at a glance are %s ada', (lovelace, ada) => expect(glanceAda(lovelace)).toBe(ada));

  test('the exact amount and its lovelace stand beside what is shown', () => {
    expect(amount(13_286_160_713_000_001n).markup).toBe(
      '<data value="13286160713000001" title="13,286,160,713.000001 ada = 13,286,160,713,000,001 lovelace">13,286,160,713</data>',
    );
  });

  test('what is shown never claims more than there is, and the exact text loses nothing', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (lovelace) => {
        expect(BigInt(exactAda(lovelace).replace(/[,.]/g, ''))).toBe(lovelace);
        const [whole = '', fraction = ''] = glanceAda(lovelace).replaceAll(',', '').split('.');
        expect(BigInt(whole + fraction.padEnd(6, '0'))).toBeLessThanOrEqual(lovelace);
      }),
    );
  });

  test('groups of three', () =>
    expect([1, 999, 1_000, 1_234_567].map(grouped)).toEqual(['1', '999', '1,000', '1,234,567']));
});

test.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min 00 s'],
  [3_599_000, '59 min 59 s'],
  [7_500_000, '2 h 05 min'],
  [3 * 86_400_000 + 4 * 3_600_000, '3 d 4 h'],
  [800 * 86_400_000, '2 y 70 d'],
])('%i ms are %s', (ms, text) => expect(ageText(ms)).toBe(text));

test('no text of the database becomes markup', () => {
  const { markup } = html`<p title="${'"><script>'}">${['<b>', html`<i>${"it's"}</i>`, null, 5n]}</p>`;
  expect(markup).toBe('<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;<i>it&#39;s</i>5</p>');
});

describe('metadata of a run', () => {
  test.each([
    [{ kind: 'count', value: '1312345' }, '1,312,345'],
    [{ kind: 'amount', value: '5', unit: 'blocks' }, '5 <span class="of">blocks</span>'],
    [{ kind: 'ratio', numerator: '1', denominator: '3' }, '0.333333 <span class="of">1/3</span>'],
    [{ kind: 'duration', ms: 2_311 }, '2.31 s'],
    [{ kind: 'link', url: 'javascript:alert(1)' }, 'javascript:alert(1)'],
    [
      { kind: 'later', value: 1 },
      '<pre tabindex="0">{\n  &quot;kind&quot;: &quot;later&quot;,\n  &quot;value&quot;: 1\n}</pre>',
    ],
  ])('%j is written as its kind wants', (stored, markup) => expect(metadataValue(stored).markup).toBe(markup));
});
