import type { IncomingHttpHeaders } from 'node:http';
import { isKeyText, isLegacyKey } from '@pooltool/store/keys';

const BEARER = /^Bearer +(\S+) *$/i;

/**
 * The operator's key that a request shows, as `Authorization: Bearer …` or as `X-API-KEY`; null: it shows none. Sessions of
 * people are no keys, and neither are the constants that the old website and the app send as `X-API-KEY`.
 */
export function shownKey({ authorization = '', 'x-api-key': header }: IncomingHttpHeaders): ShownKey | null {
  const bearer = BEARER.exec(authorization)?.[1] ?? '';
  if (isKeyText(bearer)) return { text: bearer, mayBeAnothers: false };
  if (typeof header !== 'string' || !isKeyText(header)) return null;
  return { text: header, mayBeAnothers: isLegacyKey(header) };
}

export interface ShownKey {
  readonly text: string;
  /** a UUID in a header that old clients send with every request: when it is no key of ours, it was not meant as one */
  readonly mayBeAnothers: boolean;
}
