import { type AddressForm, parseCredential } from '@pooltool/domain';
import type { PoolExplanation } from '@pooltool/domain/rewards';
import { encodePoolId, encodeStakeAddress } from '@pooltool/shared-utils/crypto';
import { table } from '../table.ts';
import { differenceLines, fateText, grouped, openLines, statusLine, stepLines } from './step-lines.ts';

export const addressOf = (credential: string, { networkId }: AddressForm): string =>
  encodeStakeAddress(parseCredential(credential), networkId === 1 ? 'mainnet' : 'testnet');

/** For a person: what is wrong, the pots, the pool, the split, the members with the most stake. */
export function poolLines(
  explanation: PoolExplanation,
  { members: shown, address }: { readonly members: number; readonly address: AddressForm },
): string[] {
  const { poolId, potSteps, poolSteps, leader, sums, open, differences } = explanation;
  return [
    ...differenceLines(differences),
    `${encodePoolId(poolId)} (${poolId})`,
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
        ['  leader', grouped(sums.leader), `${addressOf(leader.credential, address)}: ${fateText(leader)}`],
        ['  members', grouped(sums.members), `Σ of ${explanation.members.length} delegators, each floored`],
        ['  left over by the floors', grouped(sums.leftOver), 'to the reserves'],
        ['  pool reward f', grouped(sums.poolReward), ''],
      ],
      [0, 2],
    ),
    ...memberLines(explanation, shown, address),
  ];
}

function memberLines({ members }: PoolExplanation, shown: number, address: AddressForm): string[] {
  const byStake = [...members].sort((a, b) => (a.stake === b.stake ? 0 : a.stake > b.stake ? -1 : 1)).slice(0, shown);
  if (byStake.length === 0) return [];
  const rows = byStake.map(({ credential, stake, amount, isOwner, ...fate }) => [
    `  ${addressOf(credential, address)}`,
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
