import type { BlockHash } from './hashes.ts';
import type { Height, Slot } from './time.ts';

/** A place on the chain. */
export interface Point {
  readonly slot: Slot;
  readonly hash: BlockHash;
}

/** The end of a chain. */
export interface Tip extends Point {
  readonly height: Height;
}

export const pointText = ({ slot, hash }: Point): string => `${slot}.${hash}`;
