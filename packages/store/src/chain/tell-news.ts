import {
  type BlockFacts,
  blockMinted,
  type DocumentMark,
  mayReachMilestone,
  type NumberedBlock,
  numberBlocks,
  type PoolBlockCount,
  type Slot,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { enqueueNotices } from '../notices/index.ts';
import { chainReach } from './chain-reach.ts';
import { insertMilestones, milestonesAmong } from './milestones.ts';
import { awardNotices } from './tell-awards.ts';
import { corrections } from './tell-corrections.ts';
import { poolNoticesOf } from './tell-pools.ts';
import type { ForksSeen } from './undone-blocks.ts';

/** Blocks that are recorded, and what that showed. */
export interface RecordedBlocks {
  readonly facts: readonly BlockFacts[];
  /** of the blocks' pools, the blocks counted in */
  readonly counts: readonly PoolBlockCount[];
  readonly forks: ForksSeen;
  readonly tellFrom: Slot | null;
}

/**
 * Writes the milestones, and enqueues what people are told of the blocks from `tellFrom` on. While catching up there is
 * usually nothing to do, and then nothing is asked of PostgreSQL. Answers the marks of the documents that change.
 */
export async function tellNews(tx: Transaction, recorded: RecordedBlocks): Promise<DocumentMark[]> {
  const { facts, forks, tellFrom } = recorded;
  const isNews = ({ slot }: { readonly slot: Slot }): boolean => tellFrom !== null && slot >= tellFrom;
  const news = facts.filter(({ block }) => isNews(block));
  const numbered = await numberedBlocks(tx, recorded, { needed: news.length > 0 });
  const reached = milestonesAmong(numbered);
  const marks = await insertMilestones(tx, reached);
  if (tellFrom === null) return marks;
  await enqueueNotices(tx, [
    ...numbered.filter(isNews).map(blockMinted),
    ...(await awardNotices(
      tx,
      reached.filter(({ block }) => isNews(block)),
    )),
    ...(await poolNoticesOf(tx, news)),
    ...(await corrections(tx, forks, facts)),
  ]);
  return marks;
}

/** Which of its pool's each block is, if that is `needed` or one of them may be a milestone. */
async function numberedBlocks(
  tx: Transaction,
  { facts, counts }: RecordedBlocks,
  { needed }: { readonly needed: boolean },
): Promise<readonly NumberedBlock[]> {
  if (!needed && !mayReachMilestone(facts, counts)) return [];
  const reach = await chainReach(tx);
  return reach === null ? [] : numberBlocks(facts, counts, reach);
}
