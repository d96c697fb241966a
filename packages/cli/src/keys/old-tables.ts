import { readFile } from 'node:fs/promises';
import { parseLossless } from '@pooltool/shared-utils/json';
import type { NewKey, OperatorPool } from '@pooltool/store/keys';
import { isLegacyKey } from '@pooltool/store/keys';
import { fileUnreadable, keysInvalid } from '../errors.ts';
import { csvRecords } from './csv-records.ts';
import { poolNamed, userNamed } from './key-words.ts';

type Row = Readonly<Record<string, unknown>>;

const LEGACY = 'imported';
const MOST_FAULTS_TOLD = 20;

/** api_user_table: api_key, user_id. @throws POOLTOOL_KEYS_INVALID naming the rows that are wrong, never a key */
export const readKeyTable = (file: string): Promise<NewKey[]> =>
  readTable(file, (row) => {
    const key = textOf(row, 'api_key');
    if (!isLegacyKey(key)) throw keysInvalid({ message: 'api_key is no UUID' });
    return { key, user: userNamed(textOf(row, 'user_id')), label: LEGACY };
  });

/** api_pool_table: user_id, pool_id. @throws POOLTOOL_KEYS_INVALID naming the rows that are wrong */
export const readPoolTable = (file: string): Promise<OperatorPool[]> =>
  readTable(file, (row) => ({ user: userNamed(textOf(row, 'user_id')), pool: poolNamed(textOf(row, 'pool_id')) }));

/** All rows, or none: what is half imported is hard to tell from what was never there. */
async function readTable<Read>(file: string, read: (row: Row) => Read): Promise<Read[]> {
  const rows = rowsOf(await textIn(file));
  const faults: string[] = [];
  const found: Read[] = [];
  for (const [index, row] of rows.entries()) {
    try {
      found.push(read(row));
    } catch (error) {
      if (!keysInvalid.is(error)) throw error;
      faults.push(`row ${index + 1}: ${error.message}`);
    }
  }
  if (faults.length === 0) return found;
  const more = faults.length > MOST_FAULTS_TOLD ? ` … and ${faults.length - MOST_FAULTS_TOLD} more` : '';
  throw keysInvalid({ message: `${file}: ${faults.slice(0, MOST_FAULTS_TOLD).join('; ')}${more}` });
}

async function textIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw fileUnreadable({ message: `${file} cannot be read`, cause });
  }
}

/** A JSON list of objects, or CSV whose first line names the columns. */
function rowsOf(text: string): readonly Row[] {
  if (!/^\s*\[/.test(text)) return csvRecords(text);
  const list = parseLossless(text);
  if (!Array.isArray(list)) throw keysInvalid({ message: 'the JSON is no list' });
  return list.map((row: unknown): Row => (typeof row === 'object' && row !== null ? { ...row } : {}));
}

function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string' || value === '') throw keysInvalid({ message: `${column} is missing` });
  return value;
}
