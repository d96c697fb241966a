import { type Epoch, epoch } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import type { SpanWidth } from './archive-entry.ts';

/** One object of the archive, as PostgreSQL remembers it. */
export interface ArchiveShard {
  readonly prefix: string;
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
  readonly footerBytes: number;
  /** hex: of the object; of the rows in canonical order */
  readonly sha256: string;
  readonly rowsSha256: string;
  /** hex: smallest and largest credential */
  readonly first: string;
  readonly last: string;
}

export interface ArchiveSpan {
  readonly firstEpoch: Epoch;
  readonly epochs: SpanWidth;
  /** by prefix, ascending */
  readonly shards: readonly ArchiveShard[];
}

/** Null when there is no such span. */
export async function readSpan(db: Queryable, of: Omit<ArchiveSpan, 'shards'>): Promise<ArchiveSpan | null> {
  const { firstEpoch, epochs } = of;
  const head = await db.query('select 1 from archive_span where first_epoch = $1 and epochs = $2', [
    firstEpoch,
    epochs,
  ]);
  if (head.rows.length === 0) return null;
  const { rows } = await db.query<ShardRow>(
    `select ${SHARD} from archive_shard where first_epoch = $1 and epochs = $2 order by prefix`,
    [firstEpoch, epochs],
  );
  return { ...of, shards: rows.map(shardOf) };
}

/** Every span there is, without its objects: narrow ones first, ascending. */
export async function listSpans(db: Queryable): Promise<Omit<ArchiveSpan, 'shards'>[]> {
  const { rows } = await db.query<{ first_epoch: number; epochs: SpanWidth }>(
    'select first_epoch, epochs from archive_span order by epochs, first_epoch',
  );
  return rows.map((row) => ({ firstEpoch: epoch(row.first_epoch), epochs: row.epochs }));
}

/**
 * The objects that hold a credential's whole archived history, each epoch in one of them, as few as there are: wide
 * spans first. An epoch in which nobody of its prefix had a part has no object.
 */
export async function shardsOfCredential(
  db: Queryable,
  hash: string,
): Promise<{ epochs: Epoch[]; shards: ArchiveShard[] }> {
  const { rows } = await db.query<SpanRow>({
    name: 'shards-of-credential',
    text: `
      select span.first_epoch, span.epochs, ${SHARD} from archive_span span
      left join archive_shard on archive_shard.first_epoch = span.first_epoch and archive_shard.epochs = span.epochs
        and prefix in (left($1, 2), left($1, 3))
      order by span.epochs desc, span.first_epoch`,
    values: [hash],
  });
  const covered = new Set<number>();
  const shards: ArchiveShard[] = [];
  for (const row of rows) {
    if (covered.has(row.first_epoch)) continue;
    for (let of = row.first_epoch; of < row.first_epoch + row.epochs; of += 1) covered.add(of);
    if (row.object_key !== null && row.first <= hash && hash <= row.last) shards.push(shardOf(row));
  }
  return { epochs: [...covered].sort((a, b) => a - b).map(epoch), shards };
}

/** Records a span whose objects were all read back. */
export async function recordSpan(tx: Transaction, { firstEpoch, epochs, shards }: ArchiveSpan): Promise<void> {
  const sum = (of: (shard: ArchiveShard) => number) => shards.reduce((total, shard) => total + of(shard), 0);
  await tx.query('delete from archive_span where first_epoch = $1 and epochs = $2', [firstEpoch, epochs]);
  await tx.query('insert into archive_span (first_epoch, epochs, rows, bytes) values ($1, $2, $3, $4)', [
    firstEpoch,
    epochs,
    sum(({ rows }) => rows),
    sum(({ bytes }) => bytes),
  ]);
  await tx.query(
    `insert into archive_shard (first_epoch, epochs, prefix, object_key, rows, bytes, footer_bytes, sha256, rows_sha256,
       first_credential, last_credential)
     select $1, $2, prefix, object_key, rows, bytes, footer_bytes, decode(sha256, 'hex'), decode(rows_sha256, 'hex'),
       decode(first, 'hex'), decode(last, 'hex')
     from unnest($3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::text[], $9::text[], $10::text[], $11::text[])
       as s (prefix, object_key, rows, bytes, footer_bytes, sha256, rows_sha256, first, last)`,
    [
      firstEpoch,
      epochs,
      shards.map(({ prefix }) => prefix),
      shards.map(({ key }) => key),
      shards.map(({ rows }) => rows),
      shards.map(({ bytes }) => bytes),
      shards.map(({ footerBytes }) => footerBytes),
      shards.map(({ sha256 }) => sha256),
      shards.map(({ rowsSha256 }) => rowsSha256),
      shards.map(({ first }) => first),
      shards.map(({ last }) => last),
    ],
  );
}

const SHARD = `prefix, object_key, archive_shard.rows, archive_shard.bytes, footer_bytes, encode(sha256, 'hex') as sha256,
  encode(rows_sha256, 'hex') as rows_sha256, encode(first_credential, 'hex') as first, encode(last_credential, 'hex') as last`;

interface ShardRow {
  readonly prefix: string;
  readonly object_key: string;
  readonly rows: number;
  readonly bytes: number;
  readonly footer_bytes: number;
  readonly sha256: string;
  readonly rows_sha256: string;
  readonly first: string;
  readonly last: string;
}

/** A span with its shard of a prefix, if there is one. */
type SpanRow = { readonly first_epoch: number; readonly epochs: SpanWidth } & (
  | ShardRow
  | { readonly [Column in keyof ShardRow]: null }
);

const shardOf = (row: ShardRow): ArchiveShard => ({
  prefix: row.prefix,
  key: row.object_key,
  rows: row.rows,
  bytes: row.bytes,
  footerBytes: row.footer_bytes,
  sha256: row.sha256,
  rowsSha256: row.rows_sha256,
  first: row.first,
  last: row.last,
});
