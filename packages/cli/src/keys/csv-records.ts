import { keysInvalid } from '../errors.ts';

/** CSV as PostgreSQL's COPY writes it (RFC 4180), by the names in its first line. */
export function csvRecords(text: string): Readonly<Record<string, string>>[] {
  const [names = [], ...lines] = csvLines(text);
  return lines.map((cells) =>
    Object.fromEntries(names.map((name, at) => [name.trim().toLowerCase(), cells[at] ?? ''])),
  );
}

const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/** @throws POOLTOOL_KEYS_INVALID where a quote stands that closes or opens nothing */
function csvLines(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  CELL.lastIndex = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (CELL.lastIndex < text.length) {
    const at = CELL.lastIndex;
    const match = CELL.exec(text);
    if (match === null) throw keysInvalid({ message: `the CSV has a stray quote at character ${at + 1}` });
    const [, quoted, plain = '', end] = match;
    line.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  if (line.length > 0) lines.push([...line, '']);
  return lines.filter((cells) => cells.some((cell) => cell !== ''));
}
