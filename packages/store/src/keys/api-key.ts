import { encodeBase58, sha256Hex } from '@pooltool/shared-utils/crypto';

/** 160 bits: nobody guesses one, so a hash without salt is enough, and a key is found by it. */
export const KEY_BYTES = 20;

const PREFIX = 'ptk_';

/** `ptk_` and base58, to be shown once and kept nowhere. The prefix lets scanners of public code find keys that leaked. */
export function newApiKey(random: Uint8Array): string {
  if (random.byteLength < KEY_BYTES) throw new RangeError(`an API key needs ${KEY_BYTES} random bytes`);
  return `${PREFIX}${encodeBase58(random)}`;
}

const HYPHENS = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/;

/** Whether a text is a key of the old backend: a UUID, with or without hyphens, in either case. */
export const isLegacyKey = (text: string): boolean => HYPHENS.test(text.trim().toLowerCase());

/** Whether a text has the form of a key of ours, of now or of old. */
export const isKeyText = (text: string): boolean => text.trim().startsWith(PREFIX) || isLegacyKey(text);

/** A UUID as it is usually written; anything else without the blanks that copying leaves around it. */
function canonical(text: string): string {
  const trimmed = text.trim();
  const uuid = HYPHENS.exec(trimmed.toLowerCase());
  return uuid === null ? trimmed : uuid.slice(1).join('-');
}

/** What a key is known by: sha-256 of its text, hex. That a lookup takes longer for some hashes tells nothing of any key. */
export const keyHash = (text: string): string => sha256Hex(canonical(text));

/** What a key is called where it must not be shown: the first 64 bits of its hash. */
export const keyName = (text: string): string => keyHash(text).slice(0, 16);

/** So that its owner knows it again: of 160 bits some 20, of a UUID's 122 no more than 32. */
export const shownPart = (text: string): string => canonical(text).slice(0, 8);
