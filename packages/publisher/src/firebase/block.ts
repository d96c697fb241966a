import { type BlockSubject, subjectOf } from '@pooltool/domain';
import { blocksAt } from '@pooltool/store/documents';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';
import { blockRecord } from './block-record.ts';

const blockPath = ({ epoch, height }: BlockSubject): string => `blocks/${epoch}/${height}`;

/** Not remembered: a block is drawn once in its life, and a hash for each would be the largest table of all. */
export const block = family({
  kind: 'block',
  remembered: false,
  read: subjectOf.block,
  load: (db, subjects) =>
    blocksAt(
      db,
      subjects.map(({ height }) => height),
    ),
  draw: (subject, blocks, network) => {
    const found = blocks.get(subject.height);
    return oneValue(blockPath(subject), found?.epoch === subject.epoch ? blockRecord(found, network) : null);
  },
});
