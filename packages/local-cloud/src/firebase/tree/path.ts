import { Buffer } from 'node:buffer';
import { invalidKey, invalidPath } from '../refusal.ts';

/** Keys from the root down; the root is the empty path. */
export type Path = readonly string[];

/** Limits of the real service: levels below the root, UTF-8 bytes of one key. */
export const MAX_DEPTH = 32;
export const MAX_KEY_BYTES = 768;

/** A write's path may end in it: it then sets the priority of the node above. */
export const PRIORITY = '.priority';

/** True when a key may stand in the tree: not empty, no `. # $ / [ ]`, no control characters, at most 768 bytes. */
export function isValidKey(key: string): boolean {
  if (key.length === 0) return false;
  for (let at = 0; at < key.length; at += 1) {
    if (isForbidden(key.charCodeAt(at))) return false;
  }
  return key.length <= MAX_KEY_BYTES / 3 || Buffer.byteLength(key) <= MAX_KEY_BYTES;
}

/** Written for speed: it sees every character of every key. */
function isForbidden(code: number): boolean {
  if (code > 0x5d) return code === 0x7f;
  return (
    code < 0x20 || code === 0x2e || code === 0x2f || code === 0x23 || code === 0x24 || code === 0x5b || code === 0x5d
  );
}

/** The path a text such as `/a/b` or `a//b/` names. Refuses forbidden characters and more than 32 levels. */
export function parsePath(text: string): Path {
  const path = text.split('/').filter((key) => key !== '');
  for (const key of path) if (!isValidKey(key)) throw invalidPath();
  checkDepth(path.length);
  return path;
}

/** As `parsePath`, for the keys of an update and for writes: the last key may also be `.priority`. */
export function parseWritePath(text: string): Path {
  const keys = text.split('/').filter((key) => key !== '');
  if (keys.at(-1) !== PRIORITY) {
    for (const key of keys) if (!isValidKey(key)) throw invalidKey(key);
    checkDepth(keys.length);
    return keys;
  }
  return [...parseWritePath(keys.slice(0, -1).join('/')), PRIORITY];
}

export function checkDepth(levels: number): void {
  if (levels > MAX_DEPTH) throw invalidPath(`Path exceeds the maximum depth of ${MAX_DEPTH} levels`);
}

/** `a/b`, the root as the empty text: how the server writes paths. */
export function formatPath(path: Path): string {
  return path.join('/');
}

export function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((key, level) => path[level] === key);
}
