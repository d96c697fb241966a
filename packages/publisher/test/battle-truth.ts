import {
  type Block,
  type BlockClaim,
  type Epoch,
  type Evidence,
  epochOfSlot,
  type Height,
  judgeHeight,
  type Network,
  nodeName,
  type PoolId,
  slotStartMs,
  type TipReport,
  unixMs,
} from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import { recordHeaders, recordReports } from '@pooltool/store';
import { readCandidates, saveContests } from '@pooltool/store/battles';
import { markAgain } from '@pooltool/store/documents';
import { recordReporterStates } from '@pooltool/store/tips';
import { network } from './small-truth.ts';

/** One node's report: of which pool, after how many ms, and how many ms more until it reached us. */
export interface Told {
  readonly from: number;
  readonly delayMs: number | null;
  readonly laterMs?: number;
  readonly node?: string;
  readonly version?: string;
}

/** What nodes tell of a block of network `on`, taken in and judged as the tip loop does. Marks the block's files. */
export const told = (
  pool: Pool,
  block: Block,
  by: readonly Told[],
  { evidence = 'proven', on = network }: { readonly evidence?: Evidence; readonly on?: Network } = {},
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const claim = claimOf(block, on);
    await recordReports(
      tx,
      by.map((one) => reportOf(claim, one, evidence)),
    );
    await recordHeaders(
      tx,
      by.map(({ from, node = '' }) => ({
        reporter: { pool: testPoolId(from), node: nodeName(node) },
        header: {
          block: claim,
          leaderVrf: null,
          blockVrf: block.issuer?.blockVrfOutput?.padStart(128, '0') ?? null,
          parent: block.parentHash,
          evidence,
          provable: true,
        },
      })),
    );
    await recordReporterStates(
      tx,
      by.map(({ from, node = '', version = '10.1.4:1f63d' }) => ({
        reporter: { pool: testPoolId(from), node: nodeName(node) },
        receivedAt: unixMs(slotStartMs(on, block.slot) + 1_000),
        at: null,
        hash: block.hash,
        slot: block.slot,
        height: block.height,
        parent: null,
        issuerKey: null,
        election: null,
        protocol: { major: 10, minor: 2 },
        version,
        platform: 'linux',
      })),
    );
    await judge(tx, block.height, null);
    await markAgain(tx, { kinds: ['block_propagation'], subject: `${block.height}/${block.hash}` });
  });

/** The height as it is settled: this block stands. */
export const settled = (pool: Pool, block: Block): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await judge(tx, block.height, { hash: block.hash });
    await markAgain(tx, { kinds: ['block', 'pool_block'] });
  });

async function judge(
  tx: Transaction,
  height: Height,
  chain: Parameters<typeof judgeHeight>[0]['chain'],
): Promise<void> {
  const candidates = (await readCandidates(tx, [height])).get(height) ?? [];
  await saveContests(tx, [judgeHeight({ height, candidates, sameSlot: [], chain, leaderValue: (output) => output })]);
}

/** Nothing was ever told of any block. */
export const forgetReports = (pool: Pool) =>
  pool.query(
    `truncate reported_block, reported_header, reporter, judged_height, judged_block, undone_block, sync_sample, battle_sample,
       battle_trend, document_state, document_mark restart identity`,
  );

const reportOf = (
  block: BlockClaim,
  { from, delayMs, laterMs = 50, node = '' }: Told,
  evidence: Evidence,
): TipReport => ({
  reporter: { pool: testPoolId(from), node: nodeName(node) },
  block,
  evidence,
  delayMs,
  receivedMs: (delayMs ?? 0) + laterMs,
});

export function claimOf(
  block: Block,
  on: Network = network,
): BlockClaim & { readonly producer: PoolId; readonly epoch: Epoch } {
  if (block.issuer === null) throw new Error('pools make all blocks here');
  const { hash, slot, height } = block;
  return { hash, slot, height, epoch: epochOfSlot(on, slot), producer: block.issuer.poolId };
}
