import { table } from '../../text/columns.ts';
import type { AccountExplanation, AccountPart } from '../explain-account-rewards.ts';
import type { Names } from './names.ts';
import { differenceLines, fateText, grouped, openLines, statusLine, stepLines } from './step-lines.ts';

/** For a person: what is wrong, each part with the steps that are its own, and the sum. */
export function accountLines(explanation: AccountExplanation, { names }: { readonly names: Names }): string[] {
  const { credential, parts, sums, open, differences } = explanation;
  return [
    ...differenceLines(differences),
    `${names.account(credential)} (${credential})`,
    statusLine(explanation),
    ...openLines(open),
    ...(parts.length === 0
      ? ['', 'It delegates to no pool in this snapshot and is no reward account of a pool with blocks.']
      : []),
    ...parts.flatMap((part) => partLines(part, explanation, names)),
    '',
    'Together',
    ...table([
      ['  computed', grouped(sums.computed)],
      ...OUTCOMES.filter(([outcome]) => sums[outcome] !== 0n).map(([outcome, name]) => [
        `  ${name}`,
        grouped(sums[outcome]),
      ]),
    ]),
  ];
}

const OUTCOMES = [
  ['paid', 'paid to the account'],
  ['open', 'open until the payout'],
  ['toTreasury', 'to the treasury'],
  ['toReserves', 'left in the reserves'],
] as const;

function partLines(
  { kind, poolId, steps, amount, ...fate }: AccountPart,
  { earned }: AccountExplanation,
  names: Names,
): string[] {
  const pool = names.pool(poolId);
  const last = steps.filter(({ symbol }) => SHOWN[kind].includes(symbol)).flatMap(stepLines);
  return [
    '',
    `${TITLE[kind]} ${pool}`,
    ...last,
    `  ${grouped(amount)} lovelace${amount === 0n ? '' : `, ${fateText(fate)}`}`,
    `  How f came about: pooltool rewards explain ${pool} --epoch ${earned}`,
  ];
}

const TITLE = {
  leader: 'Leader reward of',
  member: 'Member reward from',
  owner: 'Owner of',
} as const satisfies Record<AccountPart['kind'], string>;

const SHOWN: Readonly<Record<AccountPart['kind'], readonly string[]>> = {
  leader: ['S', 'O', 'c', 'm', 'n', 'f', 'leader'],
  member: ['S', 'c', 'm', 'n', 'f', 'rate', 't', 'member'],
  owner: ['S', 'O', 'n', 'f', 't', 'member'],
};
