import {
  type DocumentMark,
  type Epoch,
  epoch,
  height,
  markOf,
  pointText,
  poolId,
  slot,
  type Tip,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { unsettleAbove } from '../battles/unsettle.ts';
import { markAtCommit } from '../documents/marks.ts';
import { arriveAgain } from '../epoch/arrivals.ts';
import { withdrawNoticesAfter } from '../notices/index.ts';
import { undoPayments } from '../verifications/watch-payments.ts';
import { refreshAccounts } from './accounts.ts';
import { boundaryMarks } from './boundary-marks.ts';
import { blockMarks } from './chain-marks.ts';
import { undoMilestones } from './milestones.ts';
import { undoOutputs } from './outputs.ts';
import { type PoolCertificate, poolCertificateMarks } from './record-certificates.ts';
import { settledPoint, undoesSettled } from './settled.ts';
import { keepUndoneBlocks } from './undone-blocks.ts';

export interface RolledBack {
  /** blocks undone */
  readonly blocks: number;
}

/**
 * Rolls backward to `to`, which stays; null: all of our chain goes. Facts after it go, counters of the touched epochs and
 * pools are made right, what showed them is marked, notices not yet sent are withdrawn. The caller writes the sync point.
 *
 * What was computed from a ledger dump stays: the dump tells the node's truth, not ours. But a dump that was taken after
 * an undone block counts as arrived anew, so that its figures are held against our new chain when that gets there.
 *
 * The caller holds the sync point, and has seen that nothing settled would be undone: here that is a fault of ours.
 */
export async function rollBackTo(tx: Transaction, to: Tip | null): Promise<RolledBack> {
  const settled = await settledPoint(tx);
  if (undoesSettled(to, settled)) {
    throw new Error(
      `a roll backward to height ${to?.height ?? 'none'} would undo what is settled: ${pointText(settled)}`,
    );
  }
  const after: After = to ?? BEFORE_ALL;
  await planForTheseValues(tx);
  await keepUndoneBlocks(tx, after);
  const undone = await deleteBlocks(tx, after);
  if (undone.length === 0) return { blocks: 0 };
  await recountEpochs(tx, [...new Set(undone.map((block) => block.epoch))]);
  await uncountPools(tx, undone);
  const certified = await deleteCertificates(tx, after);
  await forgetPools(tx);
  const awarded = await undoMilestones(tx, after);
  await undoOutputs(tx);
  await undoPayments(tx, after.slot);
  await withdrawNoticesAfter(tx, after.slot);
  await unsettleAbove(tx, to === null ? -1 : to.height);
  const left = await newestEpoch(tx);
  const reached = undone.reduce((newest, block) => Math.max(newest, block.epoch), 0);
  await arriveAgain(tx, { blocks: undone.length, from: reached, to: left });
  const standing = await marksOfLeaving(tx, { left: epoch(Math.max(left.epoch, 0)), reached: epoch(reached) });
  markAtCommit(tx, [...undone.flatMap(marksOf), ...certified, ...awarded, ...standing]);
  return { blocks: undone.length };
}

/**
 * "After this slot" is a handful of rows or all of them. The follower's connection plans without looking, expects a third
 * of a table, and reads all of it where its rows are not in the order of their slots.
 */
const planForTheseValues = (tx: Transaction) => tx.query(`set local plan_cache_mode = force_custom_plan`);

/** What lies after it goes. */
type After = Pick<Tip, 'slot' | 'height'> | typeof BEFORE_ALL;
const BEFORE_ALL = { slot: -1, height: -1 } as const;

/** Pools that are known from undone blocks alone were never there. */
async function forgetPools(tx: Transaction): Promise<void> {
  await tx.query(`delete from pool where life_blocks = 0 and registrations = 0 and blocks_before is null`);
}

interface UndoneBlock {
  readonly height: bigint;
  readonly epoch: number;
  readonly pool: string | null;
}

/** A boundary block shares its slot with the block after it, so height decides between equal slots. */
async function deleteBlocks(tx: Transaction, to: After): Promise<UndoneBlock[]> {
  const { rows } = await tx.query<UndoneBlock>(
    `delete from block where (slot, height) > ($1, $2) returning height, epoch, encode(pool_id, 'hex') as pool`,
    [to.slot, to.height],
  );
  return rows;
}

/** Reads the blocks of these epochs by their slots: by epoch there is no index, and the chain is long. */
async function recountEpochs(tx: Transaction, epochs: readonly number[]): Promise<void> {
  const { rows } = await tx.query<{ first_slot: bigint }>(
    `delete from epoch_chain where epoch = any($1::int[]) returning first_slot`,
    [epochs],
  );
  const from = rows.reduce<bigint | null>(
    (least, { first_slot }) => (least === null || first_slot < least ? first_slot : least),
    null,
  );
  if (from === null) return;
  await tx.query(
    `insert into epoch_chain (epoch, blocks, transactions, fees, output, size, first_slot, last_slot, last_height)
     select epoch, count(*), sum(transactions), coalesce(sum(fees), 0), sum(output), coalesce(sum(size), 0), min(slot),
       max(slot), max(height)
     from block where slot >= $2 and epoch = any($1::int[]) and era > 0 group by epoch`,
    [epochs, from],
  );
}

/** Of our chain as it is now, with its blocks; -1 when there is none. */
async function newestEpoch(tx: Transaction): Promise<{ readonly epoch: number; readonly blocks: number }> {
  const { rows } = await tx.query<{ epoch: number; blocks: number }>(
    `select epoch, blocks from epoch_chain order by epoch desc limit 1`,
  );
  return rows[0] ?? { epoch: -1, blocks: 0 };
}

/** Pools are what they were before the boundaries that did not happen after all. */
async function marksOfLeaving(
  tx: Transaction,
  { left, reached }: { readonly left: Epoch; readonly reached: Epoch },
): Promise<DocumentMark[]> {
  return left < reached ? boundaryMarks(tx, { left, reached }) : [];
}

async function uncountPools(tx: Transaction, undone: readonly UndoneBlock[]): Promise<void> {
  const made = undone.filter(({ pool }) => pool !== null);
  await tx.query(
    `with undone as (
       select decode(pool, 'hex') as pool_id, epoch, count(*)::int as blocks
       from unnest($1::text[], $2::int[]) as u (pool, epoch) group by pool, epoch
     ), in_epoch as (
       update pool_epoch_blocks p set blocks = p.blocks - u.blocks
       from undone u where p.pool_id = u.pool_id and p.epoch = u.epoch
     )
     update pool p set life_blocks = p.life_blocks - u.blocks
     from (select pool_id, sum(blocks)::int as blocks from undone group by pool_id) u where p.pool_id = u.pool_id`,
    [made.map(({ pool }) => pool), made.map((block) => block.epoch)],
  );
  const epochs = [...new Set(made.map((block) => block.epoch))];
  await tx.query(`delete from pool_epoch_blocks where epoch = any($1::int[]) and blocks = 0`, [epochs]);
}

async function deleteCertificates(tx: Transaction, to: After): Promise<DocumentMark[]> {
  const stake = await tx.query<{ credential_kind: number; credential: string }>(
    `delete from stake_certificate where slot > $1 returning credential_kind, encode(credential, 'hex') as credential`,
    [to.slot],
  );
  if (stake.rows.length > 0) {
    await refreshAccounts(tx, {
      kinds: stake.rows.map((row) => row.credential_kind),
      hashes: stake.rows.map((row) => row.credential),
    });
  }
  const pools = await tx.query<PoolCertificateRow>(
    `with registration as (
       delete from pool_registration where slot > $1 returning pool_id, slot, transaction_index, certificate_index
     ), uncounted as (
       update pool p set registrations = p.registrations - r.count
       from (select pool_id, count(*)::int as count from registration group by pool_id) r where p.pool_id = r.pool_id
     ), retirement as (
       delete from pool_retirement where slot > $1 returning pool_id, slot, transaction_index, certificate_index
     )
     select encode(pool_id, 'hex') as pool, slot, transaction_index, certificate_index
     from (select * from registration union all select * from retirement) undone`,
    [to.slot],
  );
  return pools.rows.flatMap((row) => poolCertificateMarks(poolCertificateOf(row)));
}

interface PoolCertificateRow {
  readonly pool: string;
  readonly slot: bigint;
  readonly transaction_index: number;
  readonly certificate_index: number;
}

const poolCertificateOf = (row: PoolCertificateRow): PoolCertificate => ({
  poolId: poolId(row.pool),
  slot: slot(Number(row.slot)),
  transactionIndex: row.transaction_index,
  certificateIndex: row.certificate_index,
});

/** A pool's page goes with its last block, where nothing else is known of the pool. */
function marksOf(undone: UndoneBlock): DocumentMark[] {
  const pool = undone.pool === null ? null : poolId(undone.pool);
  const marks = blockMarks({ epoch: epoch(undone.epoch), height: height(Number(undone.height)), pool });
  return pool === null ? marks : [...marks, markOf.poolStats(pool)];
}
