import type { JsonValue } from '../json/index.ts';

/** The Realtime Database below one root, such as `Mainnet`. Paths are keys joined by `/`, without a slash at either end. */
export interface FirebaseWriter {
  /**
   * Writes all paths, null removing one, in batches of at most 1,000 paths and 4 MiB one after the other. A batch takes effect wholly or not
   * at all; when one fails the ones before it have taken effect, and the same update may be repeated.
   *
   * @throws POOLTOOL_FIREBASE_VALUE_INVALID (nothing was sent), POOLTOOL_FIREBASE_UNREACHABLE, POOLTOOL_FIREBASE_DENIED.
   */
  update(paths: ReadonlyMap<string, JsonValue | null>): Promise<void>;
  set(path: string, value: JsonValue | null): Promise<void>;
  /** For tests only: nothing of ours is ever read back from Firebase. */
  get(path: string): Promise<unknown>;
  /** Ends the connection; what was not acknowledged is given up. */
  close(): Promise<void>;
}
