/**
 * What clients write below one root, heard live. Of PoolTool's own documents nothing is ever read back: only what somebody else may have
 * written.
 */
export interface FirebaseReader {
  /**
   * Tells every child of `path`, then each change of one, until stopped; over a broken connection it goes on by itself and tells what became
   * of it meanwhile. The SDK keeps in memory what is watched, and nothing else is kept.
   */
  watch(path: string, watching: Watching): { stop(): void };
  /** The same of one value, whatever stands beside it: nothing else is downloaded. */
  watchValue(path: string, watching: WatchingValue): { stop(): void };
  /**
   * Resolves when all that was written before the call has been told: the service answers in order.
   *
   * @throws POOLTOOL_FIREBASE_UNREACHABLE
   */
  caughtUp(): Promise<void>;
  readonly connected: () => boolean;
  /** Whether what is told now is written now. Not before all was told that stood there when the connection came about. */
  readonly live: () => boolean;
  close(): Promise<void>;
}

export interface Watching {
  /** Only children that have this field, as a text or as true or false; needs `.indexOn` in the rules. */
  readonly having?: { readonly field: string; readonly of: 'text' | 'truth' };
  /** Undefined: the child is gone, or has the field no more. Must not throw. */
  readonly onChild: (key: string, value: unknown) => void;
  /** Once, after all that was there at first. */
  readonly onLoaded: () => void;
  /** The watching is over: the service does not let us read there. */
  readonly onDenied: (error: Error) => void;
}

export interface WatchingValue {
  /** First what stands there, then each change; undefined: nothing. Must not throw. */
  readonly onValue: (value: unknown) => void;
  readonly onDenied: (error: Error) => void;
}
