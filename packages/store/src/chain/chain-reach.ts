import { type Epoch, epoch, type Slot, slot } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** From where to where our chain goes. */
export interface ChainReach {
  /** of its first block */
  readonly firstSlot: Slot;
  readonly firstEpoch: Epoch;
  /** nothing of the chain comes before its first block; false when we began to follow in the middle */
  readonly fromGenesis: boolean;
  readonly newestEpoch: Epoch;
  /** in the newest epoch, boundary blocks left out */
  readonly newestBlocks: number;
}

/** Null when no chain is followed. */
export async function chainReach(db: Queryable): Promise<ChainReach | null> {
  const { rows } = await db.query<Row>({
    name: 'chain-reach',
    text: `
      select first.slot, first.epoch as first_epoch, first.parent_hash is null or first.height = 0 as from_genesis,
        newest.epoch as newest_epoch, newest.blocks
      from (select slot, epoch, height, parent_hash from block order by slot, height limit 1) first,
        (select epoch, blocks from epoch_chain order by epoch desc limit 1) newest`,
  });
  const [row] = rows;
  if (row === undefined) return null;
  return {
    firstSlot: slot(Number(row.slot)),
    firstEpoch: epoch(row.first_epoch),
    fromGenesis: row.from_genesis,
    newestEpoch: epoch(row.newest_epoch),
    newestBlocks: row.blocks,
  };
}

interface Row {
  readonly slot: bigint;
  readonly first_epoch: number;
  readonly from_genesis: boolean;
  readonly newest_epoch: number;
  readonly blocks: number;
}
