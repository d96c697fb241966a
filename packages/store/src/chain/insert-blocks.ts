import {
  type Block,
  type BlockFacts,
  type Epoch,
  ERAS,
  epoch,
  type PoolBlockCount,
  type PoolId,
  poolId,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/** What the counters tell that the blocks do not. */
export interface Counted {
  /** epochs that had no block before */
  readonly entered: readonly Epoch[];
  /** pools that made their first block of our chain: perhaps nothing was known of them before */
  readonly newcomers: readonly PoolId[];
  /** of the pools and epochs of these blocks, as they are now */
  readonly pools: readonly PoolBlockCount[];
}

/**
 * Writes the blocks and, in the same statement, counts what was written, by epoch and by pool. Boundary blocks hold
 * nothing and count nowhere.
 */
export async function insertBlocks(tx: Transaction, facts: readonly BlockFacts[]): Promise<Counted> {
  const { rows } = await tx.query<Row>({
    name: 'insert-blocks',
    text: `
      with made as (
        insert into block (
          hash, parent_hash, height, slot, epoch, epoch_slot, era, pool_id, issuer_key, certificate_no, leader_vrf,
          block_vrf, protocol_major, protocol_minor, body_size, size, transactions, invalid_transactions, fees, output,
          memory_units, step_units, lag_ms)
        select decode(hash, 'hex'), decode(parent, 'hex'), height, slot, epoch, epoch_slot, era, decode(pool, 'hex'),
          decode(issuer_key, 'hex'), certificate_no, decode(leader_vrf, 'hex'), decode(block_vrf, 'hex'),
          protocol_major, protocol_minor, body_size, size, transactions, invalid_transactions, fees, output,
          memory_units, step_units, lag_ms
        from unnest(
          $1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::int[], $6::int[], $7::smallint[], $8::text[],
          $9::text[], $10::bigint[], $11::text[], $12::text[], $13::int[], $14::int[], $15::int[], $16::int[],
          $17::int[], $18::int[], $19::bigint[], $20::numeric[], $21::bigint[], $22::bigint[], $23::bigint[])
          as told (hash, parent, height, slot, epoch, epoch_slot, era, pool, issuer_key, certificate_no, leader_vrf,
            block_vrf, protocol_major, protocol_minor, body_size, size, transactions, invalid_transactions, fees,
            output, memory_units, step_units, lag_ms)
        returning era, epoch, pool_id, transactions, fees, output, size, slot, height
      ), epochs as (
        insert into epoch_chain (epoch, blocks, transactions, fees, output, size, first_slot, last_slot, last_height)
        select epoch, count(*), sum(transactions), coalesce(sum(fees), 0), sum(output), coalesce(sum(size), 0),
          min(slot), max(slot), max(height)
        from made where era > 0 group by epoch order by epoch
        on conflict (epoch) do update set
          blocks = epoch_chain.blocks + excluded.blocks,
          transactions = epoch_chain.transactions + excluded.transactions,
          fees = epoch_chain.fees + excluded.fees,
          output = epoch_chain.output + excluded.output,
          size = epoch_chain.size + excluded.size,
          last_slot = excluded.last_slot,
          last_height = excluded.last_height
        -- a row that was not there has no deleter
        returning epoch, xmax = 0 as entered
      ), by_pool as (
        select pool_id, epoch, count(*)::int as blocks from made where pool_id is not null group by pool_id, epoch
      ), pools_in_epochs as (
        insert into pool_epoch_blocks (pool_id, epoch, blocks)
        select pool_id, epoch, blocks from by_pool order by pool_id, epoch
        on conflict (pool_id, epoch) do update set blocks = pool_epoch_blocks.blocks + excluded.blocks
        returning pool_id, epoch, blocks
      ), pools as (
        insert into pool (pool_id, life_blocks)
        select pool_id, sum(blocks) from by_pool group by pool_id order by pool_id
        on conflict (pool_id) do update set life_blocks = pool.life_blocks + excluded.life_blocks
        returning pool_id, life_blocks, blocks_before
      )
      select array(select epoch from epochs where entered) as entered,
        array(
          select encode(pool_id, 'hex') from pools join by_pool using (pool_id) group by pool_id, life_blocks
          having life_blocks = sum(blocks)) as newcomers,
        (select json_agg(json_build_object('pool', encode(pool_id, 'hex'), 'epoch', epoch, 'inEpoch', blocks,
           'counted', life_blocks, 'before', blocks_before))
         from pools_in_epochs join pools using (pool_id)) as pools`,
    values: columnsOf(facts.map(rowOf)),
  });
  const [counted] = rows;
  return {
    entered: counted?.entered.map(epoch) ?? [],
    newcomers: counted?.newcomers.map(poolId) ?? [],
    pools: counted?.pools?.map((one) => ({ ...one, pool: poolId(one.pool), epoch: epoch(one.epoch) })) ?? [],
  };
}

interface Row {
  readonly entered: readonly number[];
  readonly newcomers: readonly string[];
  /** null when no pool made any of the blocks */
  readonly pools:
    | readonly {
        readonly pool: string;
        readonly epoch: number;
        readonly inEpoch: number;
        readonly counted: number;
        readonly before: number | null;
      }[]
    | null;
}

const rowOf = ({ block, epoch, epochSlot, lagMs, totals }: BlockFacts): readonly unknown[] => [
  block.hash,
  block.parentHash,
  block.height,
  block.slot,
  epoch,
  epochSlot,
  eraTag(block),
  block.issuer?.poolId ?? null,
  block.issuer?.verificationKey ?? null,
  block.issuer?.operationalCertificate ?? null,
  block.issuer?.leaderVrfOutput ?? null,
  block.issuer?.blockVrfOutput ?? null,
  block.protocolVersion?.major ?? null,
  block.protocolVersion?.minor ?? null,
  block.bodySize,
  block.size,
  totals.transactions,
  totals.invalidTransactions,
  totals.fees,
  totals.output,
  totals.memoryUnits,
  totals.stepUnits,
  lagMs,
];

/** The ledger's number in front of a block: 0 for a Byron boundary block, 1 Byron, 2 Shelley … */
const eraTag = ({ kind, era }: Block): number => (kind === 'boundary' ? 0 : ERAS.indexOf(era) + 1);

/** Rows to one array a column, as `unnest` wants them. */
function columnsOf(rows: readonly (readonly unknown[])[]): unknown[][] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column]));
}
