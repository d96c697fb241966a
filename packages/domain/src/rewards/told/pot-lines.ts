import { table } from '../../text/columns.ts';
import type { PotExplanation, PotUse } from '../explain-pot-uses.ts';
import { differenceLines, grouped, openLines, statusLine, stepLines } from './step-lines.ts';

/** For a person: how the pot came about and where all of it is. The last line is the sum and the difference. */
export function potLines(explanation: PotExplanation): string[] {
  const { potSteps, uses, pot, sum, difference, potsAfter, open, differences } = explanation;
  return [
    ...differenceLines(differences),
    'The reward pot',
    statusLine(explanation),
    ...openLines(open),
    '',
    'How it came about',
    ...potSteps.flatMap(stepLines),
    '',
    'Where it is',
    ...table([['  lovelace', 'to', 'rewards', '', ''], ...uses.map(useRow)], [1, 3, 4]),
    ...(potsAfter === null ? [] : ['', 'The pots after the payout', ...table(afterRows(potsAfter))]),
    '',
    `pot ${grouped(pot)}, sum ${grouped(sum)}, difference ${grouped(difference)}`,
  ];
}

const useRow = ({ name, destination, amount, count, source }: PotUse): string[] => [
  `  ${grouped(amount)}`,
  TO[destination],
  count === null ? '' : grouped(BigInt(count)),
  name,
  `[${source.ledger}; ${source.section}]`,
];

const TO = { account: 'accounts', open: 'open', treasury: 'treasury', reserves: 'reserves' } as const;

const afterRows = ({ ours, ledger }: NonNullable<PotExplanation['potsAfter']>): string[][] => [
  ['  ', 'from rewards alone', 'as the ledger has it', 'other moves'],
  ...(['reserves', 'treasury'] as const).map((pot) => [
    `  ${pot}`,
    grouped(ours[pot]),
    grouped(ledger[pot]),
    grouped(ledger[pot] - ours[pot]),
  ]),
];
