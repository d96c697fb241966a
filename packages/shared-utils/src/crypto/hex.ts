import { encodingInvalid, shown } from './encoding-invalid.ts';

/** Bytes as lower-case hex. */
export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

/** Hex of either case as bytes. @throws POOLTOOL_ENCODING_INVALID for an odd length or any other character */
export function fromHex(hex: string): Uint8Array {
  const bytes = Buffer.from(hex, 'hex');
  // Buffer stops silently at the first character it does not know.
  if (bytes.length * 2 !== hex.length) throw encodingInvalid({ message: `not hex: ${shown(hex)}` });
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
