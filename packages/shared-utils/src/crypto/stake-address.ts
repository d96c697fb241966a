import { decodeBech32As, encodeBech32 } from './bech32.ts';
import { encodingInvalid, shown } from './encoding-invalid.ts';
import { fromHex, toHex } from './hex.ts';

/** Which of the two kinds of network an address is for: every test network says `testnet`. */
export type AddressNetwork = 'mainnet' | 'testnet';

/** A stake credential as plain text; `stakeCredential` of the domain makes it its own word. */
export interface CredentialHex {
  readonly kind: 'key' | 'script';
  /** 56 hex characters */
  readonly hash: string;
}

const HASH_BYTES = 28;
const PREFIX = { mainnet: 'stake', testnet: 'stake_test' } as const satisfies Record<AddressNetwork, string>;
/** CIP-19: the upper half of an address's first byte says the kind of a stake address, the lower half the network. */
const KIND = { key: 0xe0, script: 0xf0 } as const;
const NETWORK_NUMBER = { testnet: 0, mainnet: 1 } as const satisfies Record<AddressNetwork, number>;

/** Pool id, 56 hex characters → `pool1…`. */
export function encodePoolId(hex: string): string {
  const bytes = fromHex(hex);
  if (bytes.length !== HASH_BYTES)
    throw encodingInvalid({ message: `a pool id is ${HASH_BYTES} bytes, not ${bytes.length}: ${shown(hex)}` });
  return encodeBech32('pool', bytes);
}

/** `pool1…` → 56 hex characters. @throws POOLTOOL_ENCODING_INVALID */
export const decodePoolId = (text: string): string =>
  toHex(decodeBech32As(text, { prefixes: ['pool'], bytes: HASH_BYTES }));

/** A stake address's 29 bytes: header and credential hash. */
export function stakeAddressBytes({ kind, hash }: CredentialHex, network: AddressNetwork): Uint8Array {
  const credential = fromHex(hash);
  if (credential.length !== HASH_BYTES) {
    throw encodingInvalid({
      message: `a credential hash is ${HASH_BYTES} bytes, not ${credential.length}: ${shown(hash)}`,
    });
  }
  const bytes = new Uint8Array(HASH_BYTES + 1);
  bytes[0] = KIND[kind] | NETWORK_NUMBER[network];
  bytes.set(credential, 1);
  return bytes;
}

/** A credential → `stake1…` or `stake_test1…`. */
export const encodeStakeAddress = (credential: CredentialHex, network: AddressNetwork): string =>
  encodeBech32(PREFIX[network], stakeAddressBytes(credential, network));

/** `stake1…` or `stake_test1…` → the credential and its network. @throws POOLTOOL_ENCODING_INVALID */
export function decodeStakeAddress(text: string): { credential: CredentialHex; network: AddressNetwork } {
  const bytes = decodeBech32As(text, { prefixes: Object.values(PREFIX), bytes: HASH_BYTES + 1 });
  const header = bytes[0] ?? 0;
  const network = text.toLowerCase().startsWith('stake_test1') ? 'testnet' : 'mainnet';
  const kind = (header & 0xf0) === KIND.key ? 'key' : 'script';
  if (header !== (KIND[kind] | NETWORK_NUMBER[network])) {
    throw encodingInvalid({
      message: `first byte 0x${header.toString(16)} is not that of a ${network} stake address: ${shown(text)}`,
    });
  }
  return { credential: { kind, hash: toHex(bytes.subarray(1)) }, network };
}
