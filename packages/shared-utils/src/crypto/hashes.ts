import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';

/** blake2b of 28 bytes: pool ids, keys and scripts. */
export const blake2b224 = (bytes: Uint8Array): Uint8Array => blake2b(bytes, { dkLen: 28 });

/** blake2b of 32 bytes: blocks, transactions, metadata. */
export const blake2b256 = (bytes: Uint8Array): Uint8Array => blake2b(bytes, { dkLen: 32 });

/** sha256 as hex; of the UTF-8 bytes of a text. */
export const sha256Hex = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

/** HMAC-SHA256 of a text, as hex: what two servers that share a secret sign their requests with. */
export const hmacSha256 = (secret: string | Uint8Array, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex');

/**
 * Compares two secrets in time that does not tell where they differ, nor how long the right one is:
 * the hashes are compared, which are always of one length.
 */
export function constantTimeEqual(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
