import { readFile } from 'node:fs/promises';
import { type JsonValue, parseLossless } from '../json/index.ts';
import { serviceAccountUnreadable } from './errors.ts';

/** The key file of a service account, when one is configured. @throws POOLTOOL_SERVICE_ACCOUNT_UNREADABLE (halt) */
export async function readServiceAccount(path: string | undefined): Promise<JsonValue | undefined> {
  if (path === undefined) return undefined;
  try {
    return parseLossless(await readFile(path, 'utf8'));
  } catch (cause) {
    throw serviceAccountUnreadable({ message: `FIREBASE_SERVICE_ACCOUNT names ${path}, which is no JSON file`, cause });
  }
}
