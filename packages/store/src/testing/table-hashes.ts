import { type Queryable, quoteIdentifier } from '@pooltool/shared-utils/pg';
import { tablesOf, WRITING_COLUMNS } from './table-roles.ts';

export interface TablesChosen {
  /** absent: the truth of the chain (see table-roles.ts) */
  readonly tables?: readonly string[];
  readonly except?: readonly string[];
}

/** By table, hex. */
export type TableHashes = Readonly<Record<string, string>>;

/**
 * One sha256 a table over its rows: two databases with equal hashes hold equal rows, in whatever order they were
 * written. A row is the text of its jsonb (names in jsonb's own order, so the order of columns does not count either)
 * without the columns that only say when it was written; rows are sorted by their own sha256. Computed in one statement,
 * so all tables are seen at one moment.
 */
export async function tableHashes(db: Queryable, chosen: TablesChosen = {}): Promise<TableHashes> {
  const parts = tablesIn(chosen).map(
    (table) => `
      select '${table}' as name, encode(sha256(coalesce(string_agg(digest, ''::bytea order by digest), ''::bytea)), 'hex') as hash
      from (select sha256(convert_to(${ROW_TEXT}, 'UTF8')) as digest from ${quoteIdentifier(table)} r) rows`,
  );
  const { rows } = await db.query<{ name: string; hash: string }>({
    text: parts.join(' union all '),
    values: [WRITING_COLUMNS],
  });
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}

/** By table, the rows as texts, sorted: what the hashes are of, for whoever has to see a difference. */
export type TableRows = Readonly<Record<string, readonly string[]>>;

export async function tableRows(db: Queryable, chosen: TablesChosen = {}): Promise<TableRows> {
  const parts = tablesIn(chosen).map(
    (table) => `select '${table}' as name, ${ROW_TEXT} as text from ${quoteIdentifier(table)} r`,
  );
  const { rows } = await db.query<{ name: string; text: string }>({
    text: parts.join(' union all '),
    values: [WRITING_COLUMNS],
  });
  const byTable = Map.groupBy(rows, ({ name }) => name);
  return Object.fromEntries(
    tablesIn(chosen).map((table) => [table, (byTable.get(table) ?? []).map(({ text }) => text).sort()]),
  );
}

const ROW_TEXT = `(to_jsonb(r) - $1::text[])::text`;

const tablesIn = ({ tables = tablesOf('chain'), except = [] }: TablesChosen): readonly string[] =>
  tables.filter((table) => !except.includes(table));
