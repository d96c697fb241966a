import {
  type BlockHash,
  blockHash,
  type Epoch,
  epoch,
  type Height,
  height,
  type NodeName,
  nodeName,
  type PoolId,
  poolId,
  type Slot,
  slot,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** A block on our chain that a pool made. */
export interface ProducedBlock {
  readonly height: Height;
  readonly hash: BlockHash;
  readonly slot: Slot;
  readonly epoch: Epoch;
  readonly producer: PoolId;
}

/** How one pool's nodes heard of a block. */
export interface HeardBlock extends ProducedBlock {
  /** of all nodes that reported it, ms; null: none did within ±5 s */
  readonly medianMs: number | null;
  /** of its last heard nodes those that reported the block's true slot, by name; empty: none did */
  readonly nodes: readonly {
    readonly node: NodeName;
    /** ms from the slot's start by the node's clock, as it came; null: it gave no time */
    readonly delayMs: number | null;
    /** by our clock */
    readonly receivedMs: number;
  }[];
}

/** Heights, both included; the newest `limit` blocks of them. */
export interface HeightsWanted {
  readonly from: Height;
  readonly to: Height;
  readonly limit: number;
}

/** Blocks that a pool made, newest first: of so many index entries as there are blocks in the answer. */
export async function producedBlocks(
  db: Queryable,
  pool: PoolId,
  { from, to, limit }: HeightsWanted,
): Promise<ProducedBlock[]> {
  const { rows } = await db.query<Row>({
    name: 'produced-blocks',
    text: `
      select height, encode(hash, 'hex') as hash, slot, epoch, encode(pool_id, 'hex') as pool from block
      where pool_id = decode($1, 'hex') and height between $2 and $3
        and epoch >= (select epoch from block where height >= $2 order by height limit 1)
        and epoch <= (select epoch from block where height <= $3 order by height desc limit 1)
      order by epoch desc, height desc limit $4`,
    values: [pool, from, to, limit],
  });
  return rows.map(blockOf);
}

/** A pool that names more nodes than it can have must not make its page dear. */
export const MOST_NODES = 64;

/**
 * The newest blocks of our chain, with how the pool's nodes heard of each, also those that none of them reported. Empty for
 * a pool of which no node ever reported. Reports lie in arrays by block: it costs as many blocks as are answered.
 */
export async function heardBlocks(
  db: Queryable,
  pool: PoolId,
  { from, to, limit }: HeightsWanted,
): Promise<HeardBlock[]> {
  const { rows } = await db.query<HeardRow>({
    name: 'heard-blocks',
    text: HEARD,
    values: [pool, from, to, limit, MOST_NODES],
  });
  return rows.map((row) => ({
    ...blockOf(row),
    medianMs: row.median_ms,
    nodes: row.nodes.map((node, at) => ({
      node: nodeName(node),
      delayMs: row.delays[at] ?? null,
      receivedMs: row.received[at] ?? 0,
    })),
  }));
}

/** Of a node that says the same slot in two claims (of different makers, say) the report that `recordReports` would keep of one. */
const HEARD = `
  with mine as materialized (
    select reporter_id, node from reporter where pool_id = decode($1, 'hex')
    order by last_received desc nulls last, reporter_id limit $5
  )
  select b.height, encode(b.hash, 'hex') as hash, b.slot, b.epoch, encode(b.pool_id, 'hex') as pool, j.median_ms,
    heard.nodes, heard.delays, heard.received
  from (
    select height, hash, slot, epoch, pool_id from block
    where height between $2 and $3 and pool_id is not null and exists (select from mine)
    order by height desc limit $4
  ) b
  left join judged_block j on j.height = b.height and j.hash = b.hash
  cross join lateral (
    select coalesce(array_agg(node order by node collate "C"), '{}') as nodes,
      coalesce(array_agg(delay order by node collate "C"), '{}') as delays,
      coalesce(array_agg(received order by node collate "C"), '{}') as received
    from (
      select distinct on (node) node, r.delays[said.at] as delay, r.received[said.at] as received
      from reported_block r cross join mine
      cross join lateral (select array_position(r.reporters, mine.reporter_id) as at) said
      where r.hash = b.hash and r.slot = b.slot and said.at is not null
      order by node, r.delays[said.at] is null, r.received[said.at], r.delays[said.at]) one) heard
  order by b.height desc`;

interface Row {
  readonly height: bigint;
  readonly hash: string;
  readonly slot: bigint;
  readonly epoch: number;
  readonly pool: string;
}

interface HeardRow extends Row {
  readonly median_ms: number | null;
  readonly nodes: readonly string[];
  readonly delays: readonly (number | null)[];
  readonly received: readonly number[];
}

const blockOf = (row: Row): ProducedBlock => ({
  height: height(Number(row.height)),
  hash: blockHash(row.hash),
  slot: slot(Number(row.slot)),
  epoch: epoch(row.epoch),
  producer: poolId(row.pool),
});
