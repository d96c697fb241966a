import type { Queryable } from '@pooltool/shared-utils/pg';

export interface ChainTip {
  readonly height: bigint;
  readonly slot: bigint;
  readonly epoch: number;
  readonly epochSlot: number;
  /** hex */
  readonly hash: string;
  /** hex; null in Byron */
  readonly poolId: string | null;
  readonly transactions: number;
  /** bytes */
  readonly size: number;
}

/** The block at the sync point of the chain's feed; null before the first one. */
export async function loadChainTip(on: Queryable): Promise<ChainTip | null> {
  const { rows } = await on.query<ChainTip>({
    name: 'console-chain-tip',
    text: `
      select b.height, b.slot, b.epoch, b.epoch_slot as "epochSlot", encode(b.hash, 'hex') as hash,
             encode(b.pool_id, 'hex') as "poolId", b.transactions, b.size
      from sync_point s join block b on b.hash = s.hash where s.feed = 'chain'`,
  });
  return rows[0] ?? null;
}
