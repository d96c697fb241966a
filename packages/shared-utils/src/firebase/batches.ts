import type { JsonValue } from '../json/index.ts';
import { firebaseValueInvalid } from './errors.ts';
import { keyProblem } from './firebase-key.ts';
import { type FirebaseValue, firebaseValue } from './firebase-value.ts';

export interface BatchLimits {
  readonly paths: number;
  /** Of the JSON text of paths and values. */
  readonly bytes: number;
}

/**
 * The service refuses a write of more than 16 MB and takes seconds for one of some thousands of paths, during which every listener waits.
 * A quarter of the one and the last quick size of the other keep a batch short and leave room for what the protocol adds.
 */
export const BATCH_LIMITS: BatchLimits = { paths: 1_000, bytes: 4 * 1024 ** 2 };

/** What the service takes in one write at all. */
const MOST_VALUE_BYTES = 16 * 1000 ** 2;

/** One multi-path update: values by path below the root. */
export interface Batch {
  readonly values: Readonly<Record<string, FirebaseValue>>;
  readonly paths: number;
  readonly bytes: number;
}

/**
 * Cuts an update into batches within the limits, keeping the order. A value larger than a batch gets one of its own.
 *
 * @throws POOLTOOL_FIREBASE_VALUE_INVALID before anything is sent: a path or value the service cannot hold, a value of more than 16 MB, or
 * two paths of which one lies inside the other, whose order would decide what is left.
 */
export function batchesOf(
  update: ReadonlyMap<string, JsonValue | null>,
  limits: BatchLimits = BATCH_LIMITS,
): readonly Batch[] {
  const batches: Batch[] = [];
  let values: Record<string, FirebaseValue> = {};
  let paths = 0;
  let bytes = 0;
  const close = (): void => {
    if (paths > 0) batches.push({ values, paths, bytes });
    [values, paths, bytes] = [{}, 0, 0];
  };
  for (const [path, value] of update) {
    checkPath(path, update);
    const written = firebaseValue(value, path);
    const size = Buffer.byteLength(JSON.stringify(written)) + Buffer.byteLength(path) + '"":,'.length;
    if (size > MOST_VALUE_BYTES) throw firebaseValueInvalid({ message: `the value at ${path} has ${size} bytes` });
    if (paths === limits.paths || bytes + size > limits.bytes) close();
    values[path] = written;
    paths += 1;
    bytes += size;
  }
  close();
  return batches;
}

/** @throws POOLTOOL_FIREBASE_VALUE_INVALID when a key of the path is none, or when it lies inside another path of `update`. */
export function checkPath(path: string, update: ReadonlyMap<string, unknown> = new Map()): void {
  const keys = path.split('/');
  for (const [index, key] of keys.entries()) {
    const problem = keyProblem(key);
    if (problem !== undefined) {
      throw firebaseValueInvalid({
        message: `the key ${JSON.stringify(key)} of the path ${JSON.stringify(path)} ${problem}`,
      });
    }
    const above = keys.slice(0, index).join('/');
    if (index > 0 && update.has(above)) {
      throw firebaseValueInvalid({ message: `${path} lies inside ${above}, which is in the same update` });
    }
  }
}
