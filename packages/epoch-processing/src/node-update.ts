import type { RewardUpdateTotals } from '@pooltool/domain';
import type { EpochRewards } from '@pooltool/domain/rewards';
import type { CheckOutcome } from '@pooltool/pipeline';

/**
 * Compares our rewards with the update the node had computed when it was dumped, total by total. Before Babbage the
 * node leaves out accounts that are gone when it starts, which we learn later: nothing is compared then.
 */
export function nodeUpdateDifferences(
  node: RewardUpdateTotals | null,
  { rules, pots, totals, returnedToReserves }: EpochRewards,
): CheckOutcome {
  if (node === null) return { passed: true, detail: { skipped: 'the node had not finished its computation' } };
  if (rules.prefilter) return { passed: true, detail: { skipped: 'before Babbage the node leaves out who is gone' } };
  const figures: readonly (readonly [string, bigint, bigint])[] = [
    ['to treasury', node.toTreasury, pots.treasuryTax],
    ['from reserves', node.fromReserves, pots.incentives - returnedToReserves],
    ['leader rewards', node.leaderRewards, totals.leaders],
    ['member rewards', node.memberRewards, totals.members],
  ];
  const differs = figures
    .filter(([, theirs, ours]) => theirs !== ours)
    .map(([figure, theirs, ours]) => ({ figure, node: `${theirs}`, ours: `${ours}` }));
  return { passed: differs.length === 0, detail: { differs } };
}
