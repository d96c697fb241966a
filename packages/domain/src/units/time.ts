import { type Brand, natural } from './brand.ts';

/** Absolute slot number since the chain's start. */
export type Slot = Brand<number, 'Slot'>;
/** Slot within its epoch, from 0. */
export type EpochSlot = Brand<number, 'EpochSlot'>;
/** Epoch number. Never stands alone in a name: say earned, active, spendable or calculation epoch. */
export type Epoch = Brand<number, 'Epoch'>;
/** Number of a block in the chain. */
export type Height = Brand<number, 'Height'>;
/** Milliseconds since 1970-01-01T00:00Z. */
export type UnixMs = Brand<number, 'UnixMs'>;

/** Ledger slots, heights and epochs fit 2^48 for as long as there will be a chain; more is a broken message. */
const MOST = 2 ** 48;

export const slot = (value: number): Slot => natural('slot', value, MOST) as Slot;
export const epochSlot = (value: number): EpochSlot => natural('epoch slot', value, MOST) as EpochSlot;
export const epoch = (value: number): Epoch => natural('epoch', value, 2 ** 31 - 1) as Epoch;
export const height = (value: number): Height => natural('height', value, MOST) as Height;
export const unixMs = (value: number): UnixMs => natural('unix milliseconds', value) as UnixMs;

/** The epoch `count` epochs later (earlier when negative). @throws InvalidValue before epoch 0. */
export const epochPlus = (from: Epoch, count: number): Epoch => epoch(from + count);
