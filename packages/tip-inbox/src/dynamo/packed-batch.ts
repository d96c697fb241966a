import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { TipMessage } from '@pooltool/domain';
import { tipUnreadable } from '../errors.ts';
import { readMessage } from '../read-message.ts';

/** Hashes, outputs and proofs of one block are the same in all of a burst's reports: a batch of hundreds packs to few KB. */
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 20 } };

/** An item of DynamoDB holds 400 kB; keys and numbers take little. */
export const LARGEST_PACKED_BYTES = 350_000;

/** Packs a batch, in two or more parts where one were larger than an item may be. A single message always fits. */
export function packBatch(messages: readonly TipMessage[], most = LARGEST_PACKED_BYTES): readonly Uint8Array[] {
  const packed = brotliCompressSync(JSON.stringify(messages), QUICK);
  if (packed.byteLength <= most || messages.length <= 1) return [packed];
  const half = Math.ceil(messages.length / 2);
  return [...packBatch(messages.slice(0, half), most), ...packBatch(messages.slice(half), most)];
}

/** @throws POOLTOOL_TIP_UNREADABLE (halt) */
export function unpackBatch(packed: Uint8Array): TipMessage[] {
  let stored: unknown;
  try {
    stored = JSON.parse(brotliDecompressSync(packed).toString());
  } catch (cause) {
    throw tipUnreadable({ message: 'an item of the feed cannot be unpacked', cause });
  }
  if (!Array.isArray(stored)) throw tipUnreadable({ message: 'an item of the feed holds no list' });
  return stored.map(readMessage);
}
