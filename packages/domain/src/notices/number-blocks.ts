import type { BlockFacts } from '../chain/block-facts.ts';
import { lifeBlocks } from '../chain/life-blocks.ts';
import { milestoneOf } from '../pools/milestones.ts';
import type { PoolId } from '../units/hashes.ts';
import { type Epoch, epoch } from '../units/time.ts';
import type { NumberedBlock } from './block-notices.ts';

/** Where our chain begins, as far as counting a pool's blocks goes. */
export interface ChainBeginning {
  /** nothing of the chain comes before our first block */
  readonly fromGenesis: boolean;
  /** of our first block */
  readonly firstEpoch: Epoch;
}

/** A pool's counters after the blocks that are to be numbered. */
export interface PoolBlockCount {
  readonly pool: PoolId;
  readonly epoch: Epoch;
  /** of its blocks on our chain, in this epoch */
  readonly inEpoch: number;
  /** of its blocks on our chain, at the end of all that are to be numbered */
  readonly counted: number;
  /** it made before our chain began; null: nobody told */
  readonly before: number | null;
}

/**
 * Which of its pool's blocks each one is. The counters stand after the last of them, so they are counted down from the
 * end: in a batch of many blocks each has the numbers it would have had alone.
 */
export function numberBlocks(
  facts: readonly Pick<BlockFacts, 'block' | 'epoch'>[],
  counts: readonly PoolBlockCount[],
  beginning: ChainBeginning,
): readonly NumberedBlock[] {
  const inEpochs = new Map(counts.map((count) => [`${count.pool}/${count.epoch}`, count.inEpoch]));
  const inLives = new Map(
    counts.map(({ pool, counted, before }) => [
      pool,
      lifeBlocks({ ours: counted, before, fromGenesis: beginning.fromGenesis }),
    ]),
  );
  const numbered = facts.toReversed().flatMap(({ block, epoch: of }): NumberedBlock[] => {
    if (block.issuer === null) return [];
    const pool = block.issuer.poolId;
    const inEpoch = inEpochs.get(`${pool}/${of}`) ?? null;
    const inLifetime = inLives.get(pool) ?? null;
    if (inEpoch !== null) inEpochs.set(`${pool}/${of}`, inEpoch - 1);
    if (inLifetime !== null) inLives.set(pool, inLifetime - 1);
    const { hash, height, slot } = block;
    const whole = holdsWholeEpoch(beginning, of);
    return [{ hash, pool, height, slot, epoch: of, inEpoch: whole ? inEpoch : null, inLifetime }];
  });
  return numbered.toReversed();
}

/**
 * Whether one of the blocks may be a milestone of its pool, while it is not said where our chain begins: nearly never, so
 * that nobody needs to ask.
 */
export const mayReachMilestone = (
  facts: readonly Pick<BlockFacts, 'block' | 'epoch'>[],
  counts: readonly PoolBlockCount[],
): boolean =>
  [true, false].some((fromGenesis) =>
    numberBlocks(facts, counts, { fromGenesis, firstEpoch: epoch(0) }).some(
      ({ inLifetime }) => milestoneOf(inLifetime) !== null,
    ),
  );

/** Whether our chain holds all blocks of an epoch so far: of the one in which it begins in the middle it does not. */
const holdsWholeEpoch = ({ fromGenesis, firstEpoch }: ChainBeginning, of: Epoch): boolean =>
  fromGenesis || of > firstEpoch;
