import type { Network, Tip } from '@pooltool/domain';
import type { Pool } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED, findBlock, pointsBehind, readSyncPoint } from '@pooltool/store';
import type { OuraFeedParts } from './oura-feed.ts';

/** Where Oura has to start: at our tip, or where that was orphaned while Oura was away, at the newest of `earlier` that stands. */
export interface SyncPoint extends Tip {
  /** blocks of ours below the tip, newest first, down to the security parameter */
  readonly earlier: readonly Tip[];
}

/** Close together where rollbacks are common; Oura v2 keeps no more than ten points. */
const DEPTHS = [1, 2, 4, 8, 16, 64, 256];

/** Null before the first block. */
export async function readSyncPoints(pool: Pool, { securityParameter }: Network): Promise<SyncPoint | null> {
  const tip = await readSyncPoint(pool, CHAIN_FEED);
  if (tip === null) return null;
  const depths = [...DEPTHS.filter((depth) => depth < securityParameter), securityParameter];
  return { ...tip, earlier: await pointsBehind(pool, { height: tip.height, depths }) };
}

/** What the database knows of our chain, for a feed that has lost its memory. */
export const chainKept = (pool: Pool): OuraFeedParts['chain'] => ({
  isOurs: async (hash) => (await findBlock(pool, hash)) !== null,
  tip: () => readSyncPoint(pool, CHAIN_FEED),
});
