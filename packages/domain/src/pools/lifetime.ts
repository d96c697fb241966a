import type { Epoch } from '../units/time.ts';

/** Where our chain begins, as far as counting a pool's blocks goes. */
export interface ChainBeginning {
  /** nothing of the chain comes before our first block */
  readonly fromGenesis: boolean;
  /** of our first block */
  readonly firstEpoch: Epoch;
}

/**
 * How many blocks a pool made in its life, with `counted` of them on our chain; null when nobody can know: our chain
 * begins in the middle and nobody told how many came `before` it.
 */
export function lifetimeBlocks({
  counted,
  before,
  fromGenesis,
}: {
  readonly counted: number;
  readonly before: number | null;
  readonly fromGenesis: boolean;
}): number | null {
  if (before !== null) return before + counted;
  return fromGenesis ? counted : null;
}

/** Whether our chain holds all blocks of an epoch so far: of the one in which it begins in the middle it does not. */
export const holdsWholeEpoch = ({ fromGenesis, firstEpoch }: ChainBeginning, of: Epoch): boolean =>
  fromGenesis || of > firstEpoch;
