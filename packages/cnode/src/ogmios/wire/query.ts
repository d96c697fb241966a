import type { JsonObject } from '@pooltool/shared-utils/json';
import type { JsonSlice } from './json-slice.ts';
import { Reading } from './reading.ts';

/** One question to Ogmios, and how its answer is read. */
export interface Query<Answer> {
  readonly method: string;
  readonly params?: JsonObject;
  /** The node has to walk its whole ledger. */
  readonly slow?: boolean;
  /** @throws POOLTOOL_OGMIOS_ANSWER_UNKNOWN with the path of what does not fit */
  readonly read: (result: JsonSlice) => Answer;
}

/** A query whose whole answer is parsed. */
export const query = <Answer>({
  read,
  ...asked
}: Omit<Query<Answer>, 'read'> & { readonly read: (result: Reading) => Answer }): Query<Answer> => ({
  ...asked,
  read: (result) => read(readingOf(result, asked.method)),
});

export const readingOf = (slice: JsonSlice, path: string): Reading => new Reading(slice.parse(), path);
