import {
  type BlockFacts,
  type BlockHash,
  type DocumentMark,
  type Epoch,
  epoch,
  markOf,
  type Slot,
  type Tip,
} from '@pooltool/domain';
import { type Transaction, together } from '@pooltool/shared-utils/pg';
import { markAtCommit } from '../documents/marks.ts';
import { recordPayments, watchedPayments } from '../verifications/watch-payments.ts';
import { boundaryMarks } from './boundary-marks.ts';
import { blockMarks } from './chain-marks.ts';
import { insertBlocks } from './insert-blocks.ts';
import { recordOutputs } from './outputs.ts';
import { recordCertificates } from './record-certificates.ts';
import { moveSyncPoint, writeSyncPoint } from './sync-point.ts';
import { tellNews } from './tell-news.ts';
import { followUndoneBlocks } from './undone-blocks.ts';
import { recordVrfKeys, type VrfKeysSeen } from './vrf-keys.ts';

export interface RecordingBlocks {
  readonly feed: string;
  /** Nobody is told of what happened before this slot: catching up is not news. null: nobody is told at all. */
  readonly tellFrom: Slot | null;
  /** False: what outputs were made and spent is not kept, and who paid has to be asked elsewhere. True when absent. */
  readonly keepOutputs?: boolean;
  /** Absent: every block's key is asked about. */
  readonly vrfKeysSeen?: VrfKeysSeen;
  /**
   * The block that the caller believes to be our tip, without having held and asked the sync point: recording fails when
   * it is not. Absent: the caller holds it.
   */
  readonly believedTip?: BlockHash;
}

/**
 * Rolls forward: writes what consecutive blocks make true, their counters, the marks of the documents they change, and
 * that `feed` has got to the last of them. The caller has checked that the first one's parent is our tip.
 *
 * The first steps travel together: each sends its statements without waiting for an answer, and sees what the steps before
 * it wrote. The marks go out with the COMMIT, all at once.
 */
export async function recordBlocks(
  tx: Transaction,
  blocks: readonly BlockFacts[],
  { feed, tellFrom, keepOutputs = true, vrfKeysSeen = new Set(), believedTip }: RecordingBlocks,
): Promise<void> {
  const [moved, { entered, newcomers, pools }, certified, forks, watched] = await together(tx, [
    () => reach(tx, { feed, believedTip, to: lastTipOf(blocks) }),
    () => insertBlocks(tx, blocks),
    () => recordCertificates(tx, blocks),
    () => followUndoneBlocks(tx, blocks),
    () => watchedPayments(tx, blocks),
    () => recordOutputs(tx, keepOutputs ? blocks : []),
    () => recordVrfKeys(tx, blocks, vrfKeysSeen),
  ]);
  if (!moved) throw new Error(`our tip is not ${believedTip} any more`);
  await recordPayments(tx, blocks, watched);
  const awarded = await tellNews(tx, { facts: blocks, counts: pools, forks, tellFrom });
  const standing = await marksOfEntering(tx, entered);
  const known = newcomers.map(markOf.poolStats);
  markAtCommit(tx, [...blocks.flatMap(marksOf), ...known, ...certified, ...awarded, ...standing]);
}

/** First of all, because it holds the feed: what waits for somebody else's blocks sees them. */
async function reach(
  tx: Transaction,
  { feed, believedTip, to }: { feed: string; believedTip: BlockHash | undefined; to: Tip },
): Promise<boolean> {
  if (believedTip !== undefined) return moveSyncPoint(tx, feed, { from: believedTip, to });
  await writeSyncPoint(tx, feed, to);
  return true;
}

function lastTipOf(blocks: readonly BlockFacts[]): Tip {
  const last = blocks.at(-1)?.block;
  if (last === undefined) throw new RangeError('there is no block to record');
  return { slot: last.slot, hash: last.hash, height: last.height };
}

const marksOf = ({ block: { kind, height, issuer }, epoch }: BlockFacts): DocumentMark[] =>
  kind === 'boundary' ? [] : blockMarks({ epoch, height, pool: issuer?.poolId ?? null });

async function marksOfEntering(tx: Transaction, entered: readonly Epoch[]): Promise<DocumentMark[]> {
  if (entered.length === 0) return [];
  const { rows } = await tx.query<{ left: number | null }>(
    `select max(epoch) as left from epoch_chain where epoch < $1`,
    [Math.min(...entered)],
  );
  return boundaryMarks(tx, { left: epoch(rows[0]?.left ?? 0), reached: epoch(Math.max(...entered)) });
}
