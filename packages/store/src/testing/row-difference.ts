import type { TableRows } from './table-hashes.ts';

const MOST_ROWS_SHOWN = 6;

/**
 * What differs between the rows that are there and those that should be, a line each: the first few rows of a table that
 * stand on one side only. Empty when nothing differs.
 */
export function rowDifference(got: TableRows, expected: TableRows): string[] {
  const tables = [...new Set([...Object.keys(expected), ...Object.keys(got)])];
  return tables.flatMap((table) => {
    const [have, want] = [got[table] ?? [], expected[table] ?? []];
    return [...sideOf(table, 'too much', without(have, want)), ...sideOf(table, 'missing', without(want, have))];
  });
}

function sideOf(table: string, what: string, rows: readonly string[]): string[] {
  const more = rows.length - MOST_ROWS_SHOWN;
  return [
    ...rows.slice(0, MOST_ROWS_SHOWN).map((row) => `${table}: ${what}: ${row}`),
    ...(more > 0 ? [`${table}: ${what}: ${more} rows more`] : []),
  ];
}

/** The first list without what the second has, each row of it taken away once. */
function without(rows: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const there = left.get(row) ?? 0;
    left.set(row, there - 1);
    return there <= 0;
  });
}
