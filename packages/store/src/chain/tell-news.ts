import { type BlockFacts, blockMinted, type DocumentMark, type NumberedBlock, type Slot } from '@pooltool/domain';
import { type Transaction, together } from '@pooltool/shared-utils/pg';
import { enqueueNotices } from '../notices/index.ts';
import { insertMilestones, milestonesAmong } from './milestones.ts';
import { numberedBlocks } from './pool-block-counts.ts';
import { awardNotices } from './tell-awards.ts';
import { corrections } from './tell-corrections.ts';
import { poolNoticesOf } from './tell-pools.ts';
import { type ForksSeen, followUndoneBlocks } from './undone-blocks.ts';

/** What consecutive blocks mean to people. */
export interface News {
  readonly numbered: readonly NumberedBlock[];
  readonly forks: ForksSeen;
}

/** For a roll forward, behind the statements that insert the blocks and count them. Two statements. */
export async function readNews(tx: Transaction, facts: readonly BlockFacts[]): Promise<News> {
  const [numbered, forks] = await together(tx, [() => numberedBlocks(tx, facts), () => followUndoneBlocks(tx, facts)]);
  return { numbered, forks };
}

/**
 * Writes the milestones, and enqueues what people are told of the blocks from `tellFrom` on; behind the statements that
 * record their certificates. Usually there is nothing to do, and then nothing is asked of PostgreSQL.
 */
export async function tellNews(
  tx: Transaction,
  { numbered, forks }: News,
  { facts, tellFrom }: { readonly facts: readonly BlockFacts[]; readonly tellFrom: Slot | null },
): Promise<DocumentMark[]> {
  const reached = milestonesAmong(numbered);
  const marks = await insertMilestones(tx, reached);
  if (tellFrom === null) return marks;
  const isNews = ({ slot }: { readonly slot: Slot }): boolean => slot >= tellFrom;
  const notices = [
    ...numbered.filter(isNews).map(blockMinted),
    ...(await awardNotices(
      tx,
      reached.filter(({ block }) => isNews(block)),
    )),
    ...(await poolNoticesOf(
      tx,
      facts.filter(({ block }) => isNews(block)),
    )),
    ...(await corrections(tx, forks, facts)),
  ];
  await enqueueNotices(tx, notices);
  return marks;
}
