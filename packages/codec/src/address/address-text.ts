import { decodeBase58, decodeBech32, encodeBase58, encodeBech32 } from '@pooltool/shared-utils/crypto';
import { addressInvalid } from '../errors.ts';

/** CIP-19: in the upper half of the first byte 8 is Byron, 14 and 15 are stake addresses; the lower half is the network. */
const BYRON = 8;
const STAKE_KEY = 14;
const MAINNET = 1;

const PREFIXES = ['addr', 'addr_test', 'stake', 'stake_test'];

/** An address as people write it: base58 for Byron, else bech32 with the prefix of its kind and network. */
export function addressText(bytes: Uint8Array): string {
  const header = bytes[0];
  if (header === undefined) throw addressInvalid({ message: 'an address of no bytes' });
  if (header >> 4 === BYRON) return encodeBase58(bytes);
  return encodeBech32(prefixOf(header), bytes);
}

/**
 * An address's bytes from the text people write.
 *
 * @throws POOLTOOL_ADDRESS_INVALID saying why: the checksum, the prefix, a prefix that is not the bytes' own
 */
export function addressBytes(text: string): Uint8Array {
  const bytes = bytesOf(text);
  const header = bytes[0] ?? 0;
  const prefix = header >> 4 === BYRON ? null : prefixOf(header);
  if (prefix !== null && !text.toLowerCase().startsWith(`${prefix}1`)) {
    throw addressInvalid({
      message: `the bytes are those of an ${prefix} address, the text is not: ${text.slice(0, 120)}`,
      details: { prefix },
    });
  }
  return bytes;
}

function bytesOf(text: string): Uint8Array {
  try {
    return PREFIXES.some((prefix) => text.toLowerCase().startsWith(`${prefix}1`))
      ? decodeBech32(text).bytes
      : decodeBase58(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw addressInvalid({ message: `not a Cardano address: ${why}`, cause });
  }
}

function prefixOf(header: number): string {
  const kind = header >> 4 >= STAKE_KEY ? 'stake' : 'addr';
  return (header & 0x0f) === MAINNET ? kind : `${kind}_test`;
}
