import { type Arriving, blockHash, height, type Slot, slot } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

const COLUMNS = `slot, encode(hash, 'hex') as hash, height, era, encode(parent_hash, 'hex') as parent`;

/** The block of that hash, if it is on our chain. */
export async function findBlock(db: Queryable, hash: string): Promise<Arriving | null> {
  const { rows } = await db.query<Row>({
    name: 'find-block',
    text: `select ${COLUMNS} from block where hash = decode($1, 'hex')`,
    values: [hash],
  });
  return blockOf(rows[0]);
}

/** What our chain began with; null when there is none. */
export async function firstBlock(db: Queryable): Promise<Arriving | null> {
  const { rows } = await db.query<Row>(`select ${COLUMNS} from block order by slot, height limit 1`);
  return blockOf(rows[0]);
}

/** The newest block of our chain that is not later than a slot. */
export async function newestBlockUpTo(db: Queryable, until: Slot): Promise<Arriving | null> {
  const { rows } = await db.query<Row>(
    `select ${COLUMNS} from block where slot <= $1 order by slot desc, height desc limit 1`,
    [until],
  );
  return blockOf(rows[0]);
}

/** Which of these blocks are on our chain. */
export async function knownBlocks(db: Queryable, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ hash: string }>({
    name: 'known-blocks',
    text: `
      select asked.hash from unnest($1::text[]) as asked (hash)
      where exists (select from block where block.hash = decode(asked.hash, 'hex'))`,
    values: [hashes],
  });
  return new Set(rows.map(({ hash }) => hash));
}

interface Row {
  readonly slot: bigint;
  readonly hash: string;
  readonly height: bigint;
  readonly era: number;
  readonly parent: string | null;
}

const blockOf = (row: Row | undefined): Arriving | null =>
  row === undefined
    ? null
    : {
        kind: row.era === 0 ? 'boundary' : 'main',
        slot: slot(Number(row.slot)),
        hash: blockHash(row.hash),
        height: height(Number(row.height)),
        parentHash: row.parent === null ? null : blockHash(row.parent),
      };
