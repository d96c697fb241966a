import { compareKeys, firstIndex } from './key-order.ts';

export interface ListRequest {
  readonly prefix: string;
  /** Keys that share what lies between the prefix and this text are rolled up into one common prefix; empty: no rolling up. */
  readonly delimiter: string;
  /** Only keys after this one, in order of their UTF-8 bytes. */
  readonly startAfter: string;
  /** Where the page before ended; its `startAfter` no longer matters. */
  readonly token: string | undefined;
  readonly maxKeys: number;
}

export interface ListPage {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  /** Present when there is more. */
  readonly nextToken: string | undefined;
}

/**
 * One page of ListObjectsV2 over `keys`, which are in the order of `compareKeys`. Keys and common prefixes count alike against
 * `maxKeys`; a common prefix is named once over all pages. With both a start and a delimiter, the keys after the start are what is
 * rolled up. Undefined for a token that is not ours.
 */
export function listPage(keys: readonly string[], request: ListRequest): ListPage | undefined {
  const { prefix, delimiter, maxKeys } = request;
  const startAfter = request.token === undefined ? request.startAfter : tokenPlace(request.token);
  if (startAfter === undefined) return undefined;
  const page = { keys: [] as string[], commonPrefixes: [] as string[] };
  let place = startAfter;
  let index = Math.max(
    firstIndex(keys, (key) => compareKeys(key, prefix) >= 0),
    typeof place === 'string' ? firstAfter(keys, place) : firstBehind(keys, place.group),
  );
  for (let taken = 0; ; taken++) {
    const key = keys[index];
    if (key === undefined || !key.startsWith(prefix) || maxKeys === 0) return { ...page, nextToken: undefined };
    if (taken === maxKeys) return { ...page, nextToken: tokenText(place) };
    const group = groupOf(key, prefix, delimiter);
    if (group === undefined) {
      page.keys.push(key);
      place = key;
      index += 1;
    } else {
      page.commonPrefixes.push(group);
      place = { group };
      index = firstBehind(keys, group, index);
    }
  }
}

/** Where a page ended: at a key, or behind everything that starts with a common prefix. */
type Place = string | { readonly group: string };

function groupOf(key: string, prefix: string, delimiter: string): string | undefined {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

const firstAfter = (keys: readonly string[], key: string): number => firstIndex(keys, (k) => compareKeys(k, key) > 0);

const firstBehind = (keys: readonly string[], group: string, from = 0): number =>
  firstIndex(keys, (k) => compareKeys(k, group) > 0 && !k.startsWith(group), from);

const tokenText = (place: Place): string =>
  Buffer.from(typeof place === 'string' ? `k${place}` : `g${place.group}`).toString('base64url');

function tokenPlace(token: string): Place | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  if (text.startsWith('k')) return text.slice(1);
  return text.startsWith('g') ? { group: text.slice(1) } : undefined;
}
