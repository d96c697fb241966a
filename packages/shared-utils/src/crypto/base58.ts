import { base58 } from '@scure/base';
import { encodingInvalid, shown } from './encoding-invalid.ts';

/** Decoding takes time in the square of the length; the longest Byron address is under 200 characters. */
const LONGEST = 512;

/** Bytes as base58 (Bitcoin's alphabet), as Byron addresses are written. */
export const encodeBase58 = (bytes: Uint8Array): string => base58.encode(bytes);

/** @throws POOLTOOL_ENCODING_INVALID */
export function decodeBase58(text: string): Uint8Array {
  if (text.length > LONGEST)
    throw encodingInvalid({ message: `not base58: longer than ${LONGEST} characters: ${shown(text)}` });
  try {
    return base58.decode(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw encodingInvalid({ message: `not base58: ${shown(text)} (${why})`, cause });
  }
}
