import { HASH_BYTES, type LiveLedger } from '@pooltool/domain';

/** What a live stake file holds. */
export interface LiveStakeFile extends LiveLedger {
  /** name of the network */
  readonly network: string;
}

/**
 * `PTLIVEST`, u16 version, u16 nothing, u32 length of the header; the header, JSON padded with blanks to a multiple of 8; the
 * columns in this order, each padded with zeros to a multiple of 8; the pools as CBOR; the sha256 of all before it.
 * Numbers are little-endian.
 */
export const MAGIC = new TextEncoder().encode('PTLIVEST');
export const VERSION = 1;
export const FIXED_BYTES = 16;
export const TRAILER_BYTES = 32;

/** Bytes a row. 64-bit columns come first, so that they lie where they can be read in place. */
export const COLUMNS = { outputs: 8, rewards: 8, pool: 4, hash: HASH_BYTES, kind: 1 } as const;
export type ColumnName = keyof typeof COLUMNS;

export const padded = (length: number): number => Math.ceil(length / 8) * 8;
