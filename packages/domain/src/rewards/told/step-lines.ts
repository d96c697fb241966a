import { spendableEpochOf } from '../../calendar/epoch-roles.ts';
import { ratioText, ratioToNumber } from '../../units/ratio.ts';
import type { Epoch } from '../../units/time.ts';
import type { Fate } from '../explain-destination.ts';
import type { Difference, RewardStep } from '../explain-steps.ts';

/** `1,234,567` */
export const grouped = (amount: bigint): string => amount.toString().replace(/\B(?=(\d{3})+$)/g, ',');

/** What is wrong, before anything else, and loud. */
export const differenceLines = (differences: readonly Difference[]): string[] =>
  differences.length === 0
    ? []
    : [
        `!!! ${differences.length === 1 ? '1 FIGURE DOES' : `${differences.length} FIGURES DO`} NOT AGREE WITH WHAT IS RECORDED`,
        ...differences.map(
          ({ figure, explained, recorded }) => `!!! ${figure}: explained ${explained}, recorded ${recorded}`,
        ),
        '',
      ];

export const statusLine = ({ earned, status }: { readonly earned: Epoch; readonly status: 'forecast' | 'final' }) =>
  status === 'final'
    ? `earned in epoch ${earned}, spendable since epoch ${spendableEpochOf(earned)}: final`
    : `earned in epoch ${earned}, spendable from epoch ${spendableEpochOf(earned)} on: a forecast`;

export const openLines = (open: readonly string[]): string[] => open.map((what) => `still open: ${what}`);

/** One step: its name and source, its formula, the same with numbers, the exact fraction, the floor. */
export function stepLines(step: RewardStep): string[] {
  const { symbol, name, formula, numbers, exact, value, unit, source } = step;
  const title = namesItself(name, symbol) ? name : `${symbol}: ${name}`;
  const lines = [`  ${title}  [${source.ledger}; ${source.section}]`];
  if (formula !== 'given') lines.push(`    = ${formula}`);
  if (numbers !== '' && numbers !== formula) lines.push(`    = ${numbers}`);
  if (unit === 'yes or no') return [...lines, `    ${value === 1n ? 'yes' : 'no'}`];
  const isWhole = exact.denominator === 1n;
  if (!isWhole) lines.push(`    = ${ratioText(exact)} ≈ ${ratioToNumber(exact).toPrecision(9)}`);
  if (value !== null) return [...lines, `    = ${grouped(value)}${unit === 'lovelace' ? ' lovelace' : ''}`];
  return isWhole ? [...lines, `    = ${exact.numerator}`] : lines;
}

/** `operator fee` is called `operator fee, of cost and margin`: once is enough. */
const namesItself = (name: string, symbol: string): boolean =>
  name.startsWith(symbol) && !/^\p{L}/u.test(name.slice(symbol.length));

export function fateText({ destination, reason }: Fate): string {
  switch (destination) {
    case 'account':
      return 'paid';
    case 'open':
      return 'open until the payout';
    case 'treasury':
      return 'to the treasury: the account was gone at the payout';
    case 'reserves':
      return reason === 'superseded'
        ? 'stays in the reserves: another reward of the account was taken (before Allegra)'
        : 'stays in the reserves: the account was gone when the calculation began (before Babbage)';
  }
}
