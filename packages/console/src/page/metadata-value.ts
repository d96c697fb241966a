import { amount, durationText, grouped } from './figures.ts';
import { type Html, html } from './html.ts';

/** A value of a run's metadata, written as its kind wants; what is of no known kind is shown as it is stored. */
export function metadataValue(stored: unknown): Html {
  if (typeof stored !== 'object' || stored === null) return asStored(stored);
  const { kind, value, unit, numerator, denominator, ms, url } = { ...NOTHING, ...stored };
  switch (kind) {
    case 'count':
      return whole(value) ?? asStored(stored);
    case 'amount':
      if (unit === 'lovelace' && isWhole(value)) return html`${amount(BigInt(value))} <span class="of">ada</span>`;
      return isWhole(value)
        ? html`${grouped(BigInt(value))} <span class="of">${String(unit)}</span>`
        : asStored(stored);
    case 'ratio':
      return html`${(Number(numerator) / Number(denominator)).toFixed(6)} <span class="of">${String(numerator)}/${String(denominator)}</span>`;
    case 'number':
      return html`${String(value)}`;
    case 'duration':
      return html`${durationText(Number(ms))}`;
    case 'text':
      return html`<span class="text">${String(value)}</span>`;
    case 'link':
      return typeof url === 'string' && /^https?:/.test(url)
        ? html`<a href="${url}" rel="noreferrer">${url}</a>`
        : html`${String(url)}`;
    default:
      return asStored(kind === 'json' ? value : stored);
  }
}

const NOTHING: Readonly<Record<string, unknown>> = {
  kind: undefined,
  value: undefined,
  unit: undefined,
  numerator: undefined,
  denominator: undefined,
  ms: undefined,
  url: undefined,
};

const isWhole = (value: unknown): value is string => typeof value === 'string' && /^-?\d+$/.test(value);
const whole = (value: unknown): Html | null => (isWhole(value) ? html`${grouped(BigInt(value))}` : null);
const asStored = (value: unknown): Html => html`<pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>`;
