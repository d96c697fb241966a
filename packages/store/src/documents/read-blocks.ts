import {
  type BlockHash,
  blockHash,
  type Epoch,
  type EpochSlot,
  epoch,
  epochSlot,
  type Height,
  height,
  type PoolId,
  poolId,
  type Slot,
  slot,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** What documents show of a block. */
export interface BlockRow {
  readonly height: Height;
  readonly epoch: Epoch;
  readonly epochSlot: EpochSlot;
  readonly slot: Slot;
  readonly hash: BlockHash;
  /** null in Byron */
  readonly pool: PoolId | null;
  readonly transactions: number;
  /** lovelace; null in Byron */
  readonly fees: bigint | null;
  readonly output: bigint;
  readonly bodySize: number;
  /** bytes of the whole block; null when it was told without its CBOR */
  readonly size: number | null;
  readonly memoryUnits: bigint;
  readonly stepUnits: bigint;
}

/** The blocks of our chain at these heights; a Byron boundary block is none of them. */
export async function blocksAt(db: Queryable, heights: readonly Height[]): Promise<ReadonlyMap<Height, BlockRow>> {
  const { rows } = await db.query<Row>({
    name: 'blocks-at',
    text: `select ${COLUMNS} from block where height = any($1::bigint[]) and era > 0`,
    values: [heights],
  });
  return new Map(rows.map(blockOf).map((block) => [block.height, block]));
}

/** The newest block of our chain; null when there is none. */
export async function newestBlock(db: Queryable): Promise<BlockRow | null> {
  const { rows } = await db.query<Row>({
    name: 'newest-block',
    text: `select ${COLUMNS} from block where era > 0 order by slot desc, height desc limit 1`,
  });
  return rows[0] === undefined ? null : blockOf(rows[0]);
}

const COLUMNS = `height, epoch, epoch_slot, slot, encode(hash, 'hex') as hash, encode(pool_id, 'hex') as pool,
  transactions, fees, output, body_size, size, memory_units, step_units`;

interface Row {
  readonly height: bigint;
  readonly epoch: number;
  readonly epoch_slot: number;
  readonly slot: bigint;
  readonly hash: string;
  readonly pool: string | null;
  readonly transactions: number;
  readonly fees: bigint | null;
  readonly output: bigint;
  readonly body_size: number;
  readonly size: number | null;
  readonly memory_units: bigint;
  readonly step_units: bigint;
}

const blockOf = (row: Row): BlockRow => ({
  height: height(Number(row.height)),
  epoch: epoch(row.epoch),
  epochSlot: epochSlot(row.epoch_slot),
  slot: slot(Number(row.slot)),
  hash: blockHash(row.hash),
  pool: row.pool === null ? null : poolId(row.pool),
  transactions: row.transactions,
  fees: row.fees,
  output: row.output,
  bodySize: row.body_size,
  size: row.size,
  memoryUnits: row.memory_units,
  stepUnits: row.step_units,
});
