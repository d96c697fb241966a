import type { LedgerArrival, PoolId, ProtocolParameters } from '@pooltool/domain';
import type { CheckOutcome, Json } from '@pooltool/pipeline';
import type { FollowedEpoch } from '@pooltool/store';

/** What the dump says of the epoch before its own, which it tells whole. */
type LedgerTotals = Pick<LedgerArrival, 'blocksPrevious' | 'feesPrevious'> & {
  readonly parametersPrevious: Pick<ProtocolParameters, 'decentralisation'>;
};

/**
 * Blocks by pool as the ledger counted them against ours. While d > 0 genesis delegates make blocks as well, which the
 * ledger counts for nobody (rewards.md 1.5) and we cannot tell from a pool's: then only the ledger's pools are compared.
 */
export const blocksAsFollowed = (ledger: LedgerTotals, followed: FollowedEpoch | null): CheckOutcome =>
  compared(followed, ({ blocks }) => {
    const delegatesToo = ledger.parametersPrevious.decentralisation.numerator > 0n;
    const pools = new Set([...ledger.blocksPrevious.keys(), ...(delegatesToo ? [] : blocks.keys())]);
    const madeIn = (counted: ReadonlyMap<PoolId, number>, pool: PoolId) => counted.get(pool) ?? 0;
    return [...pools]
      .filter((pool) => madeIn(ledger.blocksPrevious, pool) !== madeIn(blocks, pool))
      .map((pool) => ({ pool, ledger: madeIn(ledger.blocksPrevious, pool), followed: madeIn(blocks, pool) }));
  });

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
