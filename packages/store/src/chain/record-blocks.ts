import {
  type BlockFacts,
  type DocumentMark,
  type Epoch,
  ERAS,
  epoch as epochOf,
  markOf,
  type PoolId,
  poolId,
  type Slot,
  type Tip,
} from '@pooltool/domain';
import { type Transaction, together } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { recordPayments, watchedPayments } from '../verifications/watch-payments.ts';
import { boundaryMarks } from './boundary-marks.ts';
import { recordOutputs } from './outputs.ts';
import { recordCertificates } from './record-certificates.ts';
import { writeSyncPoint } from './sync-point.ts';
import { readNews, tellNews } from './tell-news.ts';

export interface RecordingBlocks {
  readonly feed: string;
  /** Nobody is told of what happened before this slot: catching up is not news. null: nobody is told at all. */
  readonly tellFrom: Slot | null;
}

/**
 * Rolls forward: writes what consecutive blocks make true, their counters, the marks of the documents they change, and
 * that `feed` has got to the last of them. The caller has checked that the first one's parent is our tip.
 */
export async function recordBlocks(
  tx: Transaction,
  blocks: readonly BlockFacts[],
  { feed, tellFrom }: RecordingBlocks,
): Promise<void> {
  const [, entered, newcomers, certified, news, watched] = await together(tx, [
    () => insertBlocks(tx, blocks),
    () => countEpochs(tx, blocks),
    () => countPools(tx, blocks),
    () => recordCertificates(tx, blocks),
    () => readNews(tx, blocks),
    () => watchedPayments(tx, blocks),
    () => recordOutputs(tx, blocks),
    () => markDocuments(tx, blocks.flatMap(marksOf)),
    () => writeSyncPoint(tx, feed, lastTipOf(blocks)),
  ]);
  await recordPayments(tx, blocks, watched);
  const awarded = await tellNews(tx, news, { facts: blocks, tellFrom });
  await markDocuments(tx, [
    ...newcomers.map(markOf.poolStats),
    ...certified,
    ...awarded,
    ...(await marksOfEntering(tx, entered)),
  ]);
}

function lastTipOf(blocks: readonly BlockFacts[]): Tip {
  const last = blocks.at(-1)?.block;
  if (last === undefined) throw new RangeError('there is no block to record');
  return { slot: last.slot, hash: last.hash, height: last.height };
}

async function insertBlocks(tx: Transaction, facts: readonly BlockFacts[]): Promise<void> {
  const rows = facts.map(({ block, epoch, epochSlot, lagMs, totals }) => [
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
  ]);
  await tx.query({
    name: 'insert-blocks',
    text: `
      insert into block (
        hash, parent_hash, height, slot, epoch, epoch_slot, era, pool_id, issuer_key, certificate_no, leader_vrf,
        block_vrf, protocol_major, protocol_minor, body_size, size, transactions, invalid_transactions, fees, output,
        memory_units, step_units, lag_ms)
      select decode(hash, 'hex'), decode(parent, 'hex'), height, slot, epoch, epoch_slot, era, decode(pool, 'hex'),
        decode(issuer_key, 'hex'), certificate_no, decode(leader_vrf, 'hex'), decode(block_vrf, 'hex'), protocol_major,
        protocol_minor, body_size, size, transactions, invalid_transactions, fees, output, memory_units, step_units, lag_ms
      from unnest(
        $1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::int[], $6::int[], $7::smallint[], $8::text[],
        $9::text[], $10::bigint[], $11::text[], $12::text[], $13::int[], $14::int[], $15::int[], $16::int[], $17::int[],
        $18::int[], $19::bigint[], $20::numeric[], $21::bigint[], $22::bigint[], $23::bigint[])
      as made (hash, parent, height, slot, epoch, epoch_slot, era, pool, issuer_key, certificate_no, leader_vrf,
        block_vrf, protocol_major, protocol_minor, body_size, size, transactions, invalid_transactions, fees, output,
        memory_units, step_units, lag_ms)`,
    values: columnsOf(rows),
  });
}

/** The ledger's number in front of a block: 0 for a Byron boundary block, 1 Byron, 2 Shelley … */
const eraTag = ({ kind, era }: BlockFacts['block']): number => (kind === 'boundary' ? 0 : ERAS.indexOf(era) + 1);

/** Rows to one array a column, as `unnest` wants them. */
function columnsOf(rows: readonly (readonly unknown[])[]): unknown[][] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column]));
}

/** @returns the epochs that had no block before */
async function countEpochs(tx: Transaction, facts: readonly BlockFacts[]): Promise<Epoch[]> {
  const rows = facts
    .filter(({ block }) => block.kind === 'main')
    .map(({ block, epoch, totals }) => [
      epoch,
      totals.transactions,
      totals.fees ?? 0n,
      totals.output,
      block.size ?? 0,
      block.slot,
      block.height,
    ]);
  if (rows.length === 0) return [];
  const counted = await tx.query<{ epoch: number; entered: boolean }>({
    name: 'count-epochs',
    text: `
      insert into epoch_chain (epoch, blocks, transactions, fees, output, size, first_slot, last_slot, last_height)
      select epoch, count(*), sum(transactions), sum(fees), sum(output), sum(size), min(slot), max(slot), max(height)
      from unnest($1::int[], $2::int[], $3::bigint[], $4::numeric[], $5::bigint[], $6::bigint[], $7::bigint[])
        as made (epoch, transactions, fees, output, size, slot, height)
      group by epoch
      on conflict (epoch) do update set
        blocks = epoch_chain.blocks + excluded.blocks,
        transactions = epoch_chain.transactions + excluded.transactions,
        fees = epoch_chain.fees + excluded.fees,
        output = epoch_chain.output + excluded.output,
        size = epoch_chain.size + excluded.size,
        last_slot = excluded.last_slot,
        last_height = excluded.last_height
      -- a row that was not there has no deleter
      returning epoch, xmax = 0 as entered`,
    values: columnsOf(rows),
  });
  return counted.rows.filter(({ entered }) => entered).map((row) => epochOf(row.epoch));
}

async function marksOfEntering(tx: Transaction, entered: readonly Epoch[]): Promise<DocumentMark[]> {
  if (entered.length === 0) return [];
  const { rows } = await tx.query<{ left: number | null }>(
    `select max(epoch) as left from epoch_chain where epoch < $1`,
    [Math.min(...entered)],
  );
  return boundaryMarks(tx, { left: epochOf(rows[0]?.left ?? 0), reached: epochOf(Math.max(...entered)) });
}

/** @returns the pools that nothing was known of */
async function countPools(tx: Transaction, facts: readonly BlockFacts[]): Promise<PoolId[]> {
  const made = facts.flatMap(({ block, epoch }) => (block.issuer === null ? [] : [[block.issuer.poolId, epoch]]));
  if (made.length === 0) return [];
  const counted = await tx.query<{ pool: string; entered: boolean }>({
    name: 'count-pools',
    text: `
      with made as (
        select decode(pool, 'hex') as pool_id, epoch, count(*)::int as blocks
        from unnest($1::text[], $2::int[]) as made (pool, epoch) group by pool, epoch
      ), in_epoch as (
        insert into pool_epoch_blocks (pool_id, epoch, blocks) select pool_id, epoch, blocks from made
        on conflict (pool_id, epoch) do update set blocks = pool_epoch_blocks.blocks + excluded.blocks
      )
      insert into pool (pool_id, life_blocks) select pool_id, sum(blocks) from made group by pool_id
      on conflict (pool_id) do update set life_blocks = pool.life_blocks + excluded.life_blocks
      returning encode(pool_id, 'hex') as pool, xmax = 0 as entered`,
    values: columnsOf(made),
  });
  return counted.rows.filter(({ entered }) => entered).map(({ pool }) => poolId(pool));
}

function marksOf({ block, epoch }: BlockFacts): DocumentMark[] {
  if (block.kind === 'boundary') return [];
  const pool = block.issuer?.poolId;
  return [
    markOf.recentBlock(),
    markOf.syncStatus(),
    markOf.block(epoch, block.height),
    markOf.epoch(epoch),
    ...(pool === undefined ? [] : poolMarks(pool, epoch, block.height)),
  ];
}

/** The documents that show a pool's block of an epoch. */
export const poolMarks = (pool: PoolId, epoch: Epoch, height: BlockFacts['block']['height']): DocumentMark[] => [
  markOf.poolBlock(pool, epoch, height),
  markOf.pool(pool),
  markOf.poolStatsEpoch(pool, epoch),
];
