import { type Block, type BlockClaim, type Height, height, judgeHeight, type PoolId } from '@pooltool/domain';
import { inTransaction, type Pool, type Transaction as Tx } from '@pooltool/shared-utils/pg';
import {
  CHAIN_FEED,
  forgetSyncPoint,
  recordBlocks,
  recordHeaders,
  recordReports,
  rollBackTo,
  writeSyncPoint,
} from '@pooltool/store';
import {
  heightsOfSlots,
  keepSettledHeight,
  readCandidates,
  type Settled,
  saveContests,
  settleHeights,
} from '@pooltool/store/battles';
import { factsOfBlock, makeBlock, tipOf } from '../chain/small-chain.ts';
import { reportOf } from '../tips/told-reports.ts';

export const DEPTH = 10;
export const leaderValue = (output: string): string => output;

/** Blocks of heights `from` to `to`; pool is the height's unless said otherwise. */
export function branchOf({
  from,
  to,
  branch = 0,
  onto = null,
  pool,
}: {
  readonly from: number;
  readonly to: number;
  readonly branch?: number;
  readonly onto?: Block | null;
  readonly pool?: number;
}): Block[] {
  const blocks: Block[] = [];
  for (let at = from; at <= to; at += 1) {
    const parent = blocks.at(-1) ?? onto;
    blocks.push(makeBlock({ height: at, branch, parent: parent && tipOf(parent), pool: pool ?? at + branch }));
  }
  return blocks;
}

export const follow = (pool: Pool, blocks: readonly Block[]): Promise<void> =>
  inTransaction(pool, (tx) => recordBlocks(tx, blocks.map(factsOfBlock), { feed: CHAIN_FEED, tellFrom: null }));

export async function rollBack(pool: Pool, to: Block | null): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await rollBackTo(tx, to && tipOf(to));
    await (to === null ? forgetSyncPoint(tx, CHAIN_FEED) : writeSyncPoint(tx, CHAIN_FEED, tipOf(to)));
  });
}

export const settle = (pool: Pool, limit = 100): Promise<Settled> =>
  inTransaction(pool, (tx) => settleHeights(tx, { depth: DEPTH, limit, leaderValue }));

/** What nodes of these pools prove of a block, taken in as the tip loop does. */
export const prove = (pool: Pool, block: Block, from: readonly number[]): Promise<void> =>
  inTransaction(pool, (tx) => proveWithin(tx, block, from));

export async function proveWithin(tx: Tx, block: Block, from: readonly number[]): Promise<void> {
  await keepSettledHeight(tx);
  await recordProven(tx, [block], from);
  await judgeUnsettled(tx, block.height);
}

/** The reports alone, of which nobody has judged anything yet. */
export async function recordProven(tx: Tx, blocks: readonly Block[], from: readonly number[]): Promise<void> {
  const told = blocks.map((block) => ({
    block,
    claim: claimOf(block),
    reports: from.map((reporter) => reportOf(claimOf(block), reporter, 300, { evidence: 'proven' })),
  }));
  await recordReports(
    tx,
    told.flatMap(({ reports }) => reports),
  );
  await recordHeaders(
    tx,
    told.flatMap(({ block, claim, reports }) =>
      reports.map(({ reporter }) => ({
        reporter,
        header: {
          block: claim,
          leaderVrf: null,
          blockVrf: block.issuer?.blockVrfOutput ?? null,
          parent: block.parentHash,
          evidence: 'proven' as const,
          provable: true,
        },
      })),
    ),
  );
}

async function judgeUnsettled(tx: Tx, at: Height): Promise<void> {
  const candidates = (await readCandidates(tx, [at])).get(at) ?? [];
  const others = await heightsOfSlots(tx, {
    slots: candidates.map(({ slot }) => slot),
    from: height(Math.max(0, at - DEPTH)),
    to: height(at + DEPTH),
  });
  const sameSlot = [...(await readCandidates(tx, others)).values()].flat();
  await saveContests(tx, [judgeHeight({ height: at, candidates, sameSlot, chain: null, leaderValue })]);
}

export function claimOf(block: Block): BlockClaim & { readonly producer: PoolId } {
  const { epoch } = factsOfBlock(block);
  if (block.issuer === null) throw new Error('a pool makes every block here');
  return { hash: block.hash, slot: block.slot, height: block.height, epoch, producer: block.issuer.poolId };
}

export interface JudgedRows {
  readonly heights: readonly string[];
  readonly blocks: readonly string[];
}

/** All that is settled, row by row, as text. */
export async function settledRows(pool: Pool): Promise<JudgedRows> {
  const { rows: heights } = await pool.query<{ row: string }>(
    `select to_jsonb(j)::text as row from judged_height j where settled order by height`,
  );
  const { rows: blocks } = await pool.query<{ row: string }>(
    `select to_jsonb(b)::text as row from judged_block b join judged_height j using (height) where j.settled
     order by b.height, b.hash`,
  );
  return { heights: heights.map(({ row }) => row), blocks: blocks.map(({ row }) => row) };
}

/** What became of each judged block: `height branch word`. Branches are those of `branchOf`. */
export async function outcomes(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ height: bigint; hash: string; chained: boolean | null; settled: boolean }>(
    `select b.height, encode(b.hash, 'hex') as hash, b.chained, j.settled
     from judged_block b join judged_height j using (height) order by b.height, b.hash`,
  );
  return rows.map(({ height: at, hash, chained, settled }) => {
    const word = chained === null ? 'open' : chained ? 'stands' : 'orphan';
    return `${at}/${Number(BigInt(`0x${hash}`) % 1000n)} ${settled === (chained !== null) ? word : 'AMISS'}`;
  });
}

export async function takeMarks(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ mark: string }>(
    `with gone as (delete from document_mark returning kind, subject)
     select kind || ' ' || subject as mark from gone order by 1`,
  );
  return rows.map(({ mark }) => mark);
}

export const forgetAll = async (pool: Pool): Promise<void> => {
  await pool.query(
    `truncate block, undone_block, epoch_chain, pool_epoch_blocks, pool, sync_point, reported_block, reported_header,
       reporter, judged_height, judged_block, document_mark, battle_trend, battle_sample`,
  );
  await pool.query(`update settled_height set height = -1`);
};
