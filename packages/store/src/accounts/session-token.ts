import { encodeBase58, sha256Hex } from '@pooltool/shared-utils/crypto';

/** 256 bits: nobody guesses one, so a hash without salt is enough, and a session is found by it. */
export const SESSION_BYTES = 32;

const PREFIX = 'pts_';
const FORM = /^pts_[1-9A-HJ-NP-Za-km-z]{30,60}$/;

/** `pts_` and base58. The prefix lets scanners of public code find tokens that leaked. */
export function newSessionToken(random: Uint8Array): string {
  if (random.byteLength < SESSION_BYTES) throw new RangeError(`a session needs ${SESSION_BYTES} random bytes`);
  return `${PREFIX}${encodeBase58(random)}`;
}

/** Whether a text may be a token at all: what is none costs no question to the database. */
export const isSessionToken = (text: string): boolean => FORM.test(text);

/** What a session is known by: sha-256 of its token, hex. That a lookup takes longer for some hashes tells nothing of any token. */
export const sessionHash = (token: string): string => sha256Hex(token);
