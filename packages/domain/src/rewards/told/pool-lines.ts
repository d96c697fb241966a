import { table } from '../../text/columns.ts';
import type { PoolExplanation } from '../explain-pool-rewards.ts';
import type { Names } from './names.ts';
import { differenceLines, fateText, grouped, openLines, statusLine, stepLines } from './step-lines.ts';

/** For a person: what is wrong, the pots, the pool, the split, the members with the most stake. */
export function poolLines(
  explanation: PoolExplanation,
  { members: shown, names }: { readonly members: number; readonly names: Names },
): string[] {
  const { poolId, potSteps, poolSteps, leader, sums, open, differences } = explanation;
  return [
    ...differenceLines(differences),
    `${names.pool(poolId)} (${poolId})`,
    statusLine(explanation),
    ...openLines(open),
    '',
    'The pots of the epoch',
    ...potSteps.flatMap(stepLines),
    '',
    'The pool',
    ...poolSteps.flatMap(stepLines),
    '',
    'Where the pool reward is',
    ...table(
      [
        ['  leader', grouped(sums.leader), `${names.account(leader.credential)}: ${fateText(leader)}`],
        ['  members', grouped(sums.members), `Σ of ${explanation.members.length} delegators, each floored`],
        ['  left over by the floors', grouped(sums.leftOver), 'to the reserves'],
        ['  pool reward f', grouped(sums.poolReward), ''],
      ],
      [0, 2],
    ),
    ...memberLines(explanation, shown, names),
  ];
}

function memberLines({ members }: PoolExplanation, shown: number, names: Names): string[] {
  const byStake = [...members].sort((a, b) => (a.stake === b.stake ? 0 : a.stake > b.stake ? -1 : 1)).slice(0, shown);
  if (byStake.length === 0) return [];
  const rows = byStake.map(({ credential, stake, amount, isOwner, ...fate }) => [
    `  ${names.account(credential)}`,
    grouped(stake),
    grouped(amount),
    isOwner ? 'an owner: inside the leader reward' : amount === 0n ? '' : fateText(fate),
  ]);
  const rest = members.length - byStake.length;
  return [
    '',
    'The delegators: ⌊rate · stake⌋',
    ...table([['  account', 'stake', 'reward', ''], ...rows], [0, 3]),
    ...(rest === 0 ? [] : [`  … and ${rest} with less stake (--members all)`]),
  ];
}
