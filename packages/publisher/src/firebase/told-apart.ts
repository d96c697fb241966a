import type { Ratio } from '@pooltool/domain';

/** An old and a new value as people read them; never the same text, for nothing is told that is no change. */
export interface ToldValues {
  readonly from: string;
  readonly to: string;
}

/**
 * Ada in thousands (original.md 1.4): `0`, `9.50`, `340.0`, `1.5M`. Below 1 ada every lovelace is shown; the old backend
 * gave it a wrong unit. Two amounts that would read alike get as many more decimals as tell them apart.
 */
export const toldAmounts = (from: bigint, to: bigint): ToldValues =>
  toldApart((more) => ({ from: adaText(from, more), to: adaText(to, more) }));

/** In percent with two decimals, or as many as it takes: `0%`, `2.50%`, and 5 % that becomes 5.0001 %. */
export const toldMargins = (from: Ratio, to: Ratio): ToldValues =>
  toldApart((more) => ({ from: percentText(from, more), to: percentText(to, more) }));

function toldApart(texts: (moreDecimals: number) => ToldValues): ToldValues {
  let told = texts(0);
  for (let more = 1; told.from === told.to && more <= MOST_DECIMALS; more += 1) told = texts(more);
  return told;
}

/** Two ratios of 64-bit numbers that differ, differ before this. */
const MOST_DECIMALS = 40;

const ADA = 1_000_000n;
const UNITS = ['', 'K', 'M', 'G', 'T', 'P'] as const;

function adaText(lovelace: bigint, moreDecimals: number): string {
  if (lovelace === 0n) return '0';
  if (lovelace < ADA) return decimalText(lovelace, ADA, 6).replace(/(?<=\.\d{2,}?)0+$/, '');
  const decimals = (lovelace < 10n * ADA ? 2 : 1) + moreDecimals;
  let unit = ADA;
  for (const name of UNITS) {
    const text = decimalText(lovelace, unit, decimals);
    // What is rounded up to a thousand is one of the next unit.
    if (!text.startsWith('1000.') && lovelace < 1000n * unit) return `${text}${name}`;
    unit *= 1000n;
  }
  throw new RangeError(`${lovelace} lovelace are more than there is a unit for`);
}

function percentText({ numerator, denominator }: Ratio, moreDecimals: number): string {
  if (numerator === 0n) return '0%';
  let decimals = 2 + moreDecimals;
  // What is little is not nothing.
  while (numerator * 200n * 10n ** BigInt(decimals) < denominator) decimals += 1;
  return `${decimalText(100n * numerator, denominator, decimals)}%`;
}

/** n/d rounded half up. */
function decimalText(numerator: bigint, denominator: bigint, decimals: number): string {
  const scale = 10n ** BigInt(decimals);
  const rounded = (2n * numerator * scale + denominator) / (2n * denominator);
  return `${rounded / scale}.${(rounded % scale).toString().padStart(decimals, '0')}`;
}
