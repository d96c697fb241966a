import { type BlockSubject, type Height, subjectOf } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { readContests } from '@pooltool/store/battles';
import { blocksAt } from '@pooltool/store/documents';
import { blockRecord } from '@pooltool/store/website';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

const blockPath = ({ epoch, height }: BlockSubject): string => `blocks/${epoch}/${height}`;

/** What of our chain stands at heights, and what they were judged to be. */
export const readBlocks = async (db: Queryable, heights: readonly Height[]) => ({
  blocks: await blocksAt(db, heights),
  contests: await readContests(db, heights),
});

/** Not remembered: a block is drawn once in its life, and a hash for each would be the largest table of all. */
export const block = family({
  kind: 'block',
  remembered: false,
  read: subjectOf.block,
  load: (db, subjects) =>
    readBlocks(
      db,
      subjects.map(({ height }) => height),
    ),
  draw: (subject, { blocks, contests }, network) => {
    const found = blocks.get(subject.height);
    const record = found?.epoch === subject.epoch ? blockRecord(found, network, contests.get(subject.height)) : null;
    return oneValue(blockPath(subject), record);
  },
});
