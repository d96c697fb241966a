import { subjectOf } from '@pooltool/domain';
import { orphansAt } from '@pooltool/store/documents';
import { orphansRecord } from '@pooltool/store/website';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

/** The orphans of a height, in the epoch in which they were made. Not remembered: they are drawn once, like blocks. */
export const deletedBlocks = family({
  kind: 'deleted_blocks',
  remembered: false,
  read: subjectOf.block,
  load: (db, subjects) =>
    orphansAt(
      db,
      subjects.map(({ height }) => height),
    ),
  draw: ({ epoch, height }, found, network) => {
    const orphans = (found.get(height) ?? []).filter(({ block }) => block.epoch === epoch);
    return oneValue(`deleted_blocks/${epoch}/${height}`, orphansRecord(orphans, network));
  },
});

/** The same of one pool, which may have lost several blocks at a height. */
export const poolDeletedBlocks = family({
  kind: 'pool_deleted_blocks',
  remembered: false,
  read: subjectOf.poolBlock,
  load: (db, subjects) =>
    orphansAt(
      db,
      subjects.map(({ height }) => height),
    ),
  draw: ({ pool, epoch, height }, found, network) => {
    const orphans = (found.get(height) ?? []).filter(({ block }) => block.epoch === epoch && block.producer === pool);
    return oneValue(`pool_deleted_blocks/${pool}/${epoch}/${height}`, orphansRecord(orphans, network));
  },
});
