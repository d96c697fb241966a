import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/** A table that holds what stands in Firebase, row for row. */
export interface Mirror<Row> {
  readonly table: string;
  /** the first `keys` of them are the primary key */
  readonly columns: readonly MirrorColumn<Row>[];
  readonly keys: number;
}

interface MirrorColumn<Row> {
  readonly name: string;
  /** what it becomes of a text: `$` stands for the text */
  readonly from: string;
  readonly textOf: (row: Row) => string | null;
}

/** What became of a node: a row, or nothing any more. */
export interface MirrorChange<Row> {
  /** with `removed` only its key counts */
  readonly row: Row;
  readonly removed: boolean;
}

const ROWS_AT_ONCE = 5_000;

/** These rows and no others from now on; what stands already is not written again. @returns rows that changed */
export async function replaceMirror<Row>(tx: Transaction, mirror: Mirror<Row>, rows: readonly Row[]): Promise<number> {
  const { table, keys, columns } = mirror;
  const seen = `seen_${table}`;
  await tx.query(`create temp table ${seen} (like ${table} including indexes) on commit drop`);
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await tx.query(`insert into ${seen} ${selectOf(mirror)}`, texts(mirror, rows.slice(from, from + ROWS_AT_ONCE)));
  }
  await tx.query(`lock table ${table} in share row exclusive mode`);
  const same = columns
    .slice(0, keys)
    .map(({ name }) => `s.${name} = t.${name}`)
    .join(' and ');
  const gone = await tx.query(`delete from ${table} t where not exists (select from ${seen} s where ${same})`);
  const set = await tx.query(`insert into ${table} as t select * from ${seen} ${onConflict(mirror)}`);
  return (gone.rowCount ?? 0) + (set.rowCount ?? 0);
}

/** Of one key at most one change. @returns rows that changed */
export async function changeMirror<Row>(
  tx: Transaction,
  mirror: Mirror<Row>,
  changes: readonly MirrorChange<Row>[],
): Promise<number> {
  const of = (removed: boolean) => changes.filter((one) => one.removed === removed).map(({ row }) => row);
  return (await removeRows(tx, mirror, of(true))) + (await setRows(tx, mirror, of(false)));
}

async function removeRows<Row>(tx: Transaction, mirror: Mirror<Row>, rows: readonly Row[]): Promise<number> {
  if (rows.length === 0) return 0;
  const keyed = { ...mirror, columns: mirror.columns.slice(0, mirror.keys) };
  const { rowCount } = await tx.query(
    `delete from ${mirror.table} t using (${selectOf(keyed)}) s
     where ${keyed.columns.map(({ name }) => `s.${name} = t.${name}`).join(' and ')}`,
    texts(keyed, rows),
  );
  return rowCount ?? 0;
}

async function setRows<Row>(tx: Transaction, mirror: Mirror<Row>, rows: readonly Row[]): Promise<number> {
  if (rows.length === 0) return 0;
  const { rowCount } = await tx.query(
    `insert into ${mirror.table} as t ${selectOf(mirror)} ${onConflict(mirror)}`,
    texts(mirror, rows),
  );
  return rowCount ?? 0;
}

export async function countMirror<Row>(db: Queryable, { table }: Mirror<Row>): Promise<number> {
  const { rows } = await db.query<{ count: bigint }>(`select count(*) as count from ${table}`);
  return Number(rows[0]?.count ?? 0n);
}

function selectOf<Row>({ columns }: Pick<Mirror<Row>, 'columns'>): string {
  const given = columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
  const values = columns.map(({ name, from }) => `${from.replaceAll('$', `u.${name}`)} as ${name}`).join(', ');
  return `select ${values} from unnest(${given}) as u (${columns.map(({ name }) => name).join(', ')})`;
}

function onConflict<Row>({ columns, keys }: Mirror<Row>): string {
  const names = columns.map(({ name }) => name);
  const rest = names.slice(keys);
  const row = (of: string) => `(${rest.map((name) => `${of}.${name}`).join(', ')})`;
  return `on conflict (${names.slice(0, keys).join(', ')}) do update
    set ${rest.map((name) => `${name} = excluded.${name}`).join(', ')} where ${row('t')} is distinct from ${row('excluded')}`;
}

const texts = <Row>({ columns }: Pick<Mirror<Row>, 'columns'>, rows: readonly Row[]): (string | null)[][] =>
  columns.map(({ textOf }) => rows.map(textOf));
