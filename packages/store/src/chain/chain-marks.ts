import { type DocumentMark, type Epoch, type Height, markOf, type PoolId } from '@pooltool/domain';

/** The documents that show a block, whether it came or went. */
export const blockMarks = ({
  epoch,
  height,
  pool,
}: {
  readonly epoch: Epoch;
  readonly height: Height;
  /** null: no pool made it */
  readonly pool: PoolId | null;
}): DocumentMark[] => [
  markOf.recentBlock(),
  markOf.syncStatus(),
  markOf.block(epoch, height),
  markOf.epoch(epoch),
  ...(pool === null
    ? []
    : [markOf.poolBlock(pool, epoch, height), markOf.pool(pool), markOf.poolStatsEpoch(pool, epoch)]),
];
