import { bech32 } from '@scure/base';
import { encodingInvalid, shown } from './encoding-invalid.ts';

/** Cardano's addresses are longer than the 90 characters of BIP-173; nothing we read is longer than this. */
const LONGEST = 1023;

/** Bytes as bech32 with the given human-readable prefix (CIP-5). */
export const encodeBech32 = (prefix: string, bytes: Uint8Array): string =>
  bech32.encode(prefix, bech32.toWords(bytes), LONGEST);

/** @throws POOLTOOL_ENCODING_INVALID saying what is wrong: mixed case, a character, the checksum, the padding */
export function decodeBech32(text: string): { prefix: string; bytes: Uint8Array } {
  try {
    const { prefix, words } = bech32.decode(text, LONGEST);
    return { prefix, bytes: bech32.fromWords(words) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw encodingInvalid({ message: `not bech32: ${shown(text)} (${why})`, cause });
  }
}

/** The same, when it is known what the text should be: `pool`, 28 bytes. */
export function decodeBech32As(text: string, expected: { prefixes: readonly string[]; bytes: number }): Uint8Array {
  const { prefix, bytes } = decodeBech32(text);
  if (!expected.prefixes.includes(prefix) || bytes.length !== expected.bytes) {
    const wanted = `${expected.bytes} bytes behind ${expected.prefixes.join(' or ')}`;
    throw encodingInvalid({ message: `expected ${wanted}, found ${bytes.length} behind ${prefix}: ${shown(text)}` });
  }
  return bytes;
}
