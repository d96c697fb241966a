import { readFile } from 'node:fs/promises';
import { parseLossless } from '@pooltool/shared-utils/json';
import type { NewKey, OperatorPool } from '@pooltool/store/keys';
import { isLegacyKey } from '@pooltool/store/keys';
import type { ZapierHook, ZapierKey, ZapierTrigger } from '@pooltool/store/zapier';
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

/** zapier_auth: user_id, api_key, api_secret. @throws POOLTOOL_KEYS_INVALID naming the rows that are wrong, never a secret */
export const readZapierKeyTable = (file: string): Promise<(ZapierKey & { readonly user: string })[]> =>
  readTable(file, (row) => {
    const apiKey = textOf(row, 'api_key');
    if (!isLegacyKey(apiKey)) throw keysInvalid({ message: 'api_key is no UUID' });
    return { user: userNamed(textOf(row, 'user_id')), apiKey, secret: textOf(row, 'api_secret') };
  });

/** zapier_triggers: trigger_type, data_key, zapier_url, user_id. @throws POOLTOOL_KEYS_INVALID naming the rows that are wrong */
export const readZapierHookTable = (file: string): Promise<ZapierHook[]> =>
  readTable(file, (row) => ({
    user: userNamed(textOf(row, 'user_id')),
    trigger: triggerOf(row),
    url: hookOf(textOf(row, 'zapier_url')),
  }));

function triggerOf(row: Row): ZapierTrigger {
  const kind = textOf(row, 'trigger_type');
  if (kind === 'new_post') return { kind };
  if (kind !== 'new_block') throw keysInvalid({ message: `nothing is known of the trigger ${JSON.stringify(kind)}` });
  const of = textOf(row, 'data_key');
  return { kind, pool: of === '0' ? 'all' : poolNamed(of) };
}

const LONGEST_HOOK = 1_000;

/** Whether its host may be told anything is for whoever tells it. */
function hookOf(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.href.length > LONGEST_HOOK)
    throw keysInvalid({ message: 'zapier_url is no https address' });
  return url.href;
}

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
