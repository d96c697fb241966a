import { createHash } from 'node:crypto';

/**
 * Of what is said, not of the bytes on the wire: the same whatever the compression, so it is a weak one (RFC 9110, 8.8.1).
 * The representation is part of it: CSV and JSON of the same rows differ.
 */
export function etagOf(body: string | Buffer): string {
  return `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}

/** Whether `If-None-Match` names this tag, by weak comparison (RFC 9110, 13.1.2). */
export function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const [, opaque] = /"(.*)"/.exec(etag) ?? [];
  return [...ifNoneMatch.matchAll(/(?:W\/)?"([^"]*)"/g)].some(([, given]) => given === opaque);
}
