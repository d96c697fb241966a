import { blake2b256 } from './hashes.ts';

/** Which slot a number is drawn for, under which epoch nonce. */
export interface VrfInput {
  readonly slot: number | bigint;
  /** 32 bytes; null is the neutral nonce, which adds nothing */
  readonly nonce: Uint8Array | null;
}

/** TPraos draws twice in a slot: for the epoch's nonce, and to be elected. */
export type TpraosDraw = 'nonce' | 'leader';

/** What the drawings of TPraos are told apart by: ouroboros' seedEta and seedL, `mkNonceFromNumber` of 0 and 1. */
const SEED = {
  nonce: blake2b256(bigEndian64(0)),
  leader: blake2b256(bigEndian64(1)),
} as const satisfies Record<TpraosDraw, Uint8Array>;

/** The input of the one drawing of Praos (Babbage on), 32 bytes: `mkInputVRF`. */
export const praosAlpha = ({ slot, nonce }: VrfInput): Uint8Array =>
  blake2b256(Buffer.concat([bigEndian64(slot), nonce ?? new Uint8Array()]));

/** The input of either drawing of TPraos (Shelley to Alonzo), 32 bytes: `mkSeed`. */
export const tpraosAlpha = ({ draw, ...input }: VrfInput & { readonly draw: TpraosDraw }): Uint8Array =>
  praosAlpha(input).map((byte, index) => byte ^ (SEED[draw][index] ?? 0));

/** What a pool must be lucky with from Babbage on, 32 bytes, big-endian: a range extension of the 64-byte output. */
export const leaderValue = (output: Uint8Array): Uint8Array => rangeExtended('L', output);

/** What a block of Babbage or after adds to the evolving nonce: hashed once to extend the range, once to make a nonce. */
export const praosNonceValue = (output: Uint8Array): Uint8Array => blake2b256(rangeExtended('N', output));

/** What a block before Babbage adds to the evolving nonce: of its nonce output, which it draws apart. */
export const tpraosNonceValue = (nonceOutput: Uint8Array): Uint8Array => blake2b256(nonceOutput);

const rangeExtended = (purpose: 'L' | 'N', output: Uint8Array): Uint8Array =>
  blake2b256(Buffer.concat([Buffer.from(purpose), output]));

function bigEndian64(value: number | bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
