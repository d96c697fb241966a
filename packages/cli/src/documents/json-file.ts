import { readFile } from 'node:fs/promises';
import { type JsonValue, parseLossless } from '@pooltool/shared-utils/json';
import { documentInvalid, fileUnreadable } from '../errors.ts';

/** @throws POOLTOOL_FILE_UNREADABLE, POOLTOOL_DOCUMENT_INVALID for what is no JSON */
export async function readJsonFile(file: string): Promise<JsonValue> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw fileUnreadable({ message: `${file} cannot be read`, cause });
  });
  try {
    return parseLossless(text);
  } catch (cause) {
    throw documentInvalid({ message: `${file} is no JSON`, cause });
  }
}
