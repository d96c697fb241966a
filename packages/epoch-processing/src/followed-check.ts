import { blocksDiffering, type LedgerArrival, type ProtocolParameters } from '@pooltool/domain';
import type { CheckOutcome, Json } from '@pooltool/pipeline';
import type { FollowedEpoch } from '@pooltool/store';

/** What the dump says of the epoch before its own, which it tells whole. */
type LedgerTotals = Pick<LedgerArrival, 'blocksPrevious' | 'feesPrevious'> & {
  readonly parametersPrevious: Pick<ProtocolParameters, 'decentralisation'>;
};

/** Blocks by pool as the ledger counted them against ours. */
export const blocksAsFollowed = (ledger: LedgerTotals, followed: FollowedEpoch | null): CheckOutcome =>
  compared(followed, ({ blocks }) =>
    blocksDiffering(ledger.blocksPrevious, blocks, ledger.parametersPrevious.decentralisation).map((one) => ({
      ...one,
    })),
  );

export const feesAsFollowed = ({ feesPrevious }: LedgerTotals, followed: FollowedEpoch | null): CheckOutcome =>
  compared(followed, ({ fees }) => (fees === feesPrevious ? [] : [{ ledger: `${feesPrevious}`, followed: `${fees}` }]));

/** An epoch we did not follow from its first block to its last says nothing about the ledger's. */
function compared(
  followed: FollowedEpoch | null,
  differing: (followed: FollowedEpoch) => readonly Json[],
): CheckOutcome {
  if (followed === null || !followed.whole)
    return { passed: true, detail: { skipped: 'we did not follow that epoch whole' } };
  const differs = differing(followed);
  return { passed: differs.length === 0, detail: { differs } };
}
