import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { canonicalJson, type JsonValue, stringifyLossless } from '@pooltool/shared-utils/json';
import { childOf } from '../nodes/node-value.ts';
import type { DrawnPart } from './shared-word.ts';

/** What stands at the paths of a drawn part: at one path all that is seen, at several what is seen at their last keys. */
export function valuesShown(values: DrawnPart['values'], seen: unknown): DrawnPart['values'] {
  const paths = Object.keys(values);
  const [only] = paths;
  if (paths.length === 1 && only !== undefined) return { [only]: leafOf(seen) };
  return Object.fromEntries(paths.map((path) => [path, leafOf(childOf(seen, path.slice(path.lastIndexOf('/') + 1)))]));
}

/** We draw leaves: of whatever else stands there its text is enough to tell that it is something else. */
const leafOf = (seen: unknown): JsonValue =>
  typeof seen === 'string' || typeof seen === 'number' || typeof seen === 'boolean'
    ? seen
    : (seen ?? null) === null
      ? null
      : stringifyLossless(seen);

/** As the publisher makes it. */
export const hashOf = (values: DrawnPart['values']): string => sha256Hex(canonicalJson(values));
