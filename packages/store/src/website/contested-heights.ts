import { type BlockHash, blockHash, type Contest, type Epoch, type Height, height } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { readContests } from '../battles/read-contests.ts';
import { type BlockReports, blockReports, type ProtocolShown } from '../documents/read-block-reports.ts';
import { type BlockRow, blocksAt } from '../documents/read-blocks.ts';
import { type Orphan, orphansAt } from '../documents/read-orphans.ts';
import { shownCandidates } from './records/contest-record.ts';

/** What stands or may stand at some heights, and how it travelled. */
export interface ContestedHeights {
  readonly contests: ReadonlyMap<Height, Contest>;
  readonly blocks: ReadonlyMap<Height, BlockRow>;
  /** of each of the blocks */
  readonly origins: ReadonlyMap<BlockHash, BlockOrigin>;
  readonly reports: ReadonlyMap<string, BlockReports>;
}

/** What a block of our chain says of where it comes from. */
export interface BlockOrigin {
  /** null: it is the first there is */
  readonly parent: BlockHash | null;
  /** null: it was told without its CBOR */
  readonly protocol: ProtocolShown | null;
}

/** Call it in a transaction of one moment. */
export async function contestedHeights(db: Queryable, heights: readonly Height[]): Promise<ContestedHeights> {
  const contests = await readContests(db, heights);
  const blocks = await blocksAt(db, heights);
  const reports = await blockReports(db, [...[...contests.values()].flatMap(shownCandidates), ...blocks.values()]);
  return { contests, blocks, origins: await originsAt(db, heights), reports };
}

async function originsAt(db: Queryable, heights: readonly Height[]): Promise<ReadonlyMap<BlockHash, BlockOrigin>> {
  const { rows } = await db.query<{ hash: string; parent: string | null; major: number | null; minor: number | null }>({
    name: 'block-origins-at',
    text: `
      select encode(hash, 'hex') as hash, encode(parent_hash, 'hex') as parent, protocol_major as major, protocol_minor as minor
      from block where height = any($1::bigint[]) and era > 0`,
    values: [heights],
  });
  return new Map(
    rows.map(({ hash, parent, major, minor }) => [
      blockHash(hash),
      {
        parent: parent === null ? null : blockHash(parent),
        protocol: major === null || minor === null ? null : { major, minor },
      },
    ]),
  );
}

/** The orphans of an epoch, and the blocks of our chain around them; by height, ascending. */
export interface OrphanNeighbours {
  readonly orphans: ReadonlyMap<Height, readonly Orphan[]>;
  readonly blocks: ReadonlyMap<Height, BlockRow>;
  readonly contests: ReadonlyMap<Height, Contest>;
}

/** Call it in a transaction of one moment. @param around heights before and after an orphan's */
export async function orphanNeighbours(
  db: Queryable,
  { epoch, around }: { readonly epoch: Epoch; readonly around: number },
): Promise<OrphanNeighbours> {
  const { rows } = await db.query<{ height: bigint }>({
    name: 'heights-of-orphans',
    text: `select distinct height from judged_block where epoch = $1 and chained = false and standing > 0 order by height`,
    values: [epoch],
  });
  const lost = rows.map((row) => height(Number(row.height)));
  const near = new Set(lost.flatMap((at) => heightsAround(at, { before: around, after: around })));
  const heights = [...near].sort((one, other) => one - other);
  const all = [...(await orphansAt(db, lost))].map(
    ([at, found]) => [at, found.filter(({ block }) => block.epoch === epoch)] as const,
  );
  return {
    orphans: new Map(all.filter(([, found]) => found.length > 0).sort(([one], [other]) => one - other)),
    blocks: await blocksAt(db, heights),
    contests: await readContests(db, heights),
  };
}

export const heightsAround = (
  at: Height,
  { before, after }: { readonly before: number; readonly after: number },
): Height[] => {
  const lowest = Math.max(0, at - before);
  return Array.from({ length: at + after - lowest + 1 }, (_, index) => height(lowest + index));
};
