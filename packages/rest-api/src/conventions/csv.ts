/** Undefined and null are empty cells. */
export type Cell = string | number | bigint | boolean | null | undefined;

const NUMBER = /^-?\d+(\.\d+)?$/;
/** What Excel, LibreOffice and Sheets take for the beginning of a formula (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n]/;

/** RFC 4180 with a header row: columns in the order of `columns`, lines end with CRLF. */
export function csvOf<Row>(
  columns: readonly (readonly [name: string, of: (row: Row) => Cell])[],
  rows: readonly Row[],
): string {
  const lines = [
    columns.map(([name]) => cellText(name)),
    ...rows.map((row) => columns.map(([, of]) => cellText(of(row)))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** Somebody else's text must not run in who opens it: an apostrophe makes text of it. Numbers stay numbers. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  const text = String(cell);
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
