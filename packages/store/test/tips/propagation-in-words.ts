import {
  type Block,
  type BlockClaim,
  type PoolId,
  type PoolPropagation,
  poolId,
  type TipReport,
} from '@pooltool/domain';
import { factsOfBlock } from '../chain/small-chain.ts';

/** What an honest report says of a block. */
export const claimOfBlock = (block: Block): BlockClaim => ({
  hash: block.hash,
  slot: block.slot,
  height: block.height,
  epoch: factsOfBlock(block).epoch,
  producer: block.issuer?.poolId ?? null,
});

interface Delay {
  readonly producer: PoolId;
  readonly receiver: PoolId;
  readonly delayMs: number;
}

/** The rule of `PoolPropagation` for the blocks of epoch 0, told once more and without PostgreSQL, for honest claims. */
export function delaysInWords(chain: readonly Block[], reports: readonly TipReport[]): PoolPropagation[] {
  const delays: Delay[] = chain
    .filter((block) => factsOfBlock(block).epoch === 0)
    .flatMap((block) => {
      const producer = block.issuer?.poolId ?? poolId('00'.repeat(28));
      const timed = reports.filter((one) => one.block.hash === block.hash && one.delayMs !== null);
      const firsts = timed.toSorted((a, b) => a.receivedMs - b.receivedMs || (a.delayMs ?? 0) - (b.delayMs ?? 0));
      return [...Map.groupBy(firsts, ({ reporter }) => reporter.pool)]
        .filter(([receiver]) => receiver !== producer)
        .map(([receiver, [first]]) => ({ producer, receiver, delayMs: first?.delayMs ?? 0 }));
    });
  return (['producer', 'receiver'] as const).flatMap((side) => {
    const other = side === 'producer' ? 'receiver' : 'producer';
    return [...Map.groupBy(delays, (delay) => delay[side])]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([pool, all]) =>
        summary(
          pool,
          side,
          all.map((delay) => ({ ms: delay.delayMs, other: delay[other] })),
        ),
      );
  });
}

function summary(
  pool: PoolId,
  side: PoolPropagation['side'],
  all: readonly { readonly ms: number; readonly other: PoolId }[],
): PoolPropagation {
  const within = all.filter(({ ms }) => Math.abs(ms) <= 5_000).toSorted((a, b) => a.ms - b.ms);
  const counts = Array.from({ length: 100 }, () => 0);
  for (const { ms } of within) {
    const bin = Math.min(99, Math.floor((ms + 5_000) / 100));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return {
    pool,
    side,
    counts,
    datapoints: within.length,
    outliers: all.length - within.length,
    sumMs: within.reduce((sum, { ms }) => sum + BigInt(ms), 0n),
    medianMs: within[Math.ceil(within.length / 2) - 1]?.ms ?? null,
    uniquePools: new Set(within.map(({ other }) => other)).size,
  };
}
