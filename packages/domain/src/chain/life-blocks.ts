/**
 * Blocks a pool made in its life, or null when that is not known. Our own count begins with our chain: it is the whole
 * life when the chain was followed from the genesis; otherwise somebody has to have told how many came before.
 */
export function lifeBlocks({
  ours,
  before,
  fromGenesis,
}: {
  /** on our chain: `pool.life_blocks` */
  readonly ours: number;
  /** before the first block of our chain: `pool.blocks_before`; null when nobody told */
  readonly before: number | null;
  /** our chain begins at the genesis: nothing came before */
  readonly fromGenesis: boolean;
}): number | null {
  if (fromGenesis) return ours;
  return before === null ? null : before + ours;
}
