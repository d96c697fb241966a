import type { JsonValue } from '../json/index.ts';
import { firebaseValueInvalid } from './errors.ts';
import { keyProblem } from './firebase-key.ts';

/** Plain JSON with numbers only, as the SDK takes it. */
export type FirebaseValue =
  | string
  | number
  | boolean
  | null
  | readonly FirebaseValue[]
  | { readonly [key: string]: FirebaseValue };

/** Firebase's limit, of the whole path from the root of the database. */
export const MOST_LEVELS = 32;

/**
 * What is written for `value`. The service stores every number as a double and clients read lovelace as numbers, so a bigint becomes the
 * nearest double: exact to 2^53 (9.007 × 10^15 lovelace, a fifth of all ada; a pool, an account and an epoch's pots in use stay below),
 * beyond it off by at most one part in 2^53. Exact figures are in Postgres and in the REST answers. Undefined fields are left out.
 *
 * @throws POOLTOOL_FIREBASE_VALUE_INVALID naming `path` for a forbidden key, a number that is not finite, or too many levels.
 */
export function firebaseValue(value: JsonValue, path: string): FirebaseValue {
  return valueAt(value, path, path.split('/').length);
}

function valueAt(value: JsonValue, path: string, level: number): FirebaseValue {
  if (level > MOST_LEVELS) throw firebaseValueInvalid({ message: `${path} is deeper than ${MOST_LEVELS} levels` });
  if (typeof value === 'bigint' || typeof value === 'number') return finite(Number(value), path);
  if (typeof value !== 'object') return value;
  if (value === null) return null;
  if (isList(value)) return value.map((each, index) => valueAt(each, `${path}/${index}`, level + 1));
  const written: [string, FirebaseValue][] = [];
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined) continue;
    const problem = keyProblem(key);
    if (problem !== undefined) {
      throw firebaseValueInvalid({ message: `the key ${JSON.stringify(key)} at ${path} ${problem}` });
    }
    written.push([key, valueAt(child, `${path}/${key}`, level + 1)]);
  }
  // Not by assignment: a pool may call itself `__proto__`.
  return Object.fromEntries(written);
}

function finite(number: number, path: string): number {
  if (!Number.isFinite(number)) throw firebaseValueInvalid({ message: `${number} at ${path} is not a finite number` });
  return number;
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
