import { subjectOf } from '@pooltool/domain';
import { blockRecord } from '@pooltool/store/website';
import { whole } from '../drawing.ts';
import { family } from '../family.ts';
import { readBlocks } from './block.ts';

/**
 * A pool's block among those of its epoch (website) and among all of its life (app). The second path has no epoch, so
 * it shows the pool's block at that height whatever the epoch: both branches of a roll backward write the same there.
 */
export const poolBlock = family({
  kind: 'pool_block',
  remembered: false,
  read: subjectOf.poolBlock,
  load: (db, subjects) =>
    readBlocks(
      db,
      subjects.map(({ height }) => height),
    ),
  draw: ({ pool, epoch, height }, { blocks, contests }, network) => {
    const found = blocks.get(height);
    const record = found?.pool === pool ? blockRecord(found, network, contests.get(height)) : null;
    return whole(
      new Map([
        [`pool_blocks/${pool}/${epoch}/${height}`, found?.epoch === epoch ? record : null],
        [`pool_blocks_ne/${pool}/${height}`, record],
      ]),
    );
  },
});
