import { type BlockHash, blockHash, type Contest, type Height, type JudgedCandidate } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { readContests } from '../battles/read-contests.ts';

/** A block that is surely or likely to have existed, and is not on our chain. */
export interface Orphan {
  readonly block: JudgedCandidate;
  readonly contest: Pick<Contest, 'classification' | 'isSlotBattle'>;
  /** of its body, where our node had it; null: only reports told of it */
  readonly body: OrphanBody | null;
}

export interface OrphanBody {
  readonly transactions: number;
  /** lovelace; null in Byron */
  readonly fees: bigint | null;
  readonly output: bigint;
  /** bytes */
  readonly bodySize: number;
}

/**
 * The settled orphans of these heights, the surest first, then by slot and hash. What only its own maker tells of is not
 * among them: who can prove to have been elected can still invent a block.
 */
export async function orphansAt(db: Queryable, heights: readonly Height[]): Promise<ReadonlyMap<Height, Orphan[]>> {
  const contests = await readContests(db, [...new Set(heights)]);
  const lost = [...contests.values()].flatMap((contest) =>
    contest.candidates.filter(isOrphan).map((block) => ({ block, contest })),
  );
  const bodies = await bodiesOf(
    db,
    lost.map(({ block }) => block.hash),
  );
  return Map.groupBy(
    lost.map((orphan) => ({ ...orphan, body: bodies.get(orphan.block.hash) ?? null })).sort(surestFirst),
    ({ block }) => block.height,
  );
}

const isOrphan = ({ chained, standing }: JudgedCandidate): boolean => chained === false && standing !== 'unconfirmed';

const surestFirst = ({ block: one }: Orphan, { block: other }: Orphan): number =>
  Number(other.standing === 'confirmed') - Number(one.standing === 'confirmed') ||
  one.slot - other.slot ||
  (one.hash < other.hash ? -1 : 1);

async function bodiesOf(db: Queryable, hashes: readonly BlockHash[]): Promise<ReadonlyMap<BlockHash, OrphanBody>> {
  if (hashes.length === 0) return new Map();
  const { rows } = await db.query<Row>({
    name: 'orphan-bodies',
    text: `
      select encode(hash, 'hex') as hash, transactions, fees, output, body_size from undone_block
      where hash in (select decode(h, 'hex') from unnest($1::text[]) as asked (h))`,
    values: [hashes],
  });
  return new Map(
    rows.map(({ hash, body_size: bodySize, ...body }) => [
      blockHash(hash),
      { transactions: body.transactions, fees: body.fees, output: body.output, bodySize },
    ]),
  );
}

interface Row {
  readonly hash: string;
  readonly transactions: number;
  readonly fees: bigint | null;
  readonly output: bigint;
  readonly body_size: number;
}
