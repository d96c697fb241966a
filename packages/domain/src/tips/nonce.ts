import { firstSlotOf } from '../calendar/slots.ts';
import type { Era } from '../chain/block.ts';
import type { Network } from '../network/network.ts';
import { type Epoch, epochPlus, type Slot } from '../units/time.ts';

/** 32 bytes; null is the neutral nonce, which changes nothing it is combined with. */
export type Nonce = Uint8Array | null;

/** blake2b-256, handed in because this package imports nothing. */
export type Blake2b256 = (bytes: Uint8Array) => Uint8Array;

/** How the nonces stand behind a block (the ledger's rules UPDN and TICKN; Praos' `reupdateChainDepState`). */
export interface Nonces {
  /** under which the slots of the present epoch are drawn */
  readonly epoch: Nonce;
  /** takes in every block */
  readonly evolving: Nonce;
  /** the evolving nonce, until it freezes so long before the epoch's end that nobody can choose the next epoch's any more */
  readonly candidate: Nonce;
  /** the parent of the last block */
  readonly lastParent: Nonce;
  /** the parent of the last block of the epoch before */
  readonly lastParentOfEpochBefore: Nonce;
}

/** What a block brings into the nonces. */
export interface NonceStep {
  readonly slot: Slot;
  /** 32 bytes; null for a block that builds on the genesis */
  readonly parentHash: Uint8Array | null;
  /** 32 bytes: `tpraosNonceValue` of its nonce output before Babbage, `praosNonceValue` of its only output since */
  readonly nonceValue: Uint8Array;
}

/** `a ⭒ b`: blake2b-256 of both, or what of the two is not neutral. */
export function combinedNonces(a: Nonce, b: Nonce, hash: Blake2b256): Nonce {
  if (a === null) return b;
  if (b === null) return a;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return hash(both);
}

/** Before the first block of Shelley: `shelleyGenesisHash` is blake2b-256 of that genesis file's bytes. */
export const firstNonces = (shelleyGenesisHash: Uint8Array): Nonces => ({
  epoch: shelleyGenesisHash,
  evolving: shelleyGenesisHash,
  candidate: shelleyGenesisHash,
  lastParent: null,
  lastParentOfEpochBefore: null,
});

/**
 * Over an epoch's boundary, once however many epochs had no block. `extraEntropy`: what the genesis delegates had agreed to
 * mix in, which happened once, on mainnet before epoch 259.
 */
export function crossedBoundary(nonces: Nonces, hash: Blake2b256, extraEntropy: Nonce = null): Nonces {
  const { candidate, lastParent, lastParentOfEpochBefore } = nonces;
  return {
    ...nonces,
    epoch: combinedNonces(combinedNonces(candidate, lastParentOfEpochBefore, hash), extraEntropy, hash),
    lastParentOfEpochBefore: lastParent,
  };
}

/** Behind one more block of the present epoch. `freezesAt`: `nonceFreezesAt` of its epoch. */
export function extendedNonces(
  nonces: Nonces,
  { slot, parentHash, nonceValue }: NonceStep,
  { freezesAt, hash }: { readonly freezesAt: number; readonly hash: Blake2b256 },
): Nonces {
  const evolving = combinedNonces(nonces.evolving, nonceValue, hash);
  return {
    ...nonces,
    evolving,
    candidate: slot < freezesAt ? evolving : nonces.candidate,
    lastParent: parentHash,
  };
}

/**
 * The slot of an epoch from which on its candidate nonce is frozen: 3k/f slots before the epoch's end, and 4k/f from Conway on
 * (Babbage should have had four as well, and took three by mistake). Before the epoch's first slot on a network whose
 * epochs are shorter than that.
 */
export function nonceFreezesAt(network: Network, { epoch, era }: { readonly epoch: Epoch; readonly era: Era }): number {
  const { numerator, denominator } = network.activeSlotCoefficient;
  const blocks = BigInt(network.securityParameter * (era === 'conway' ? 4 : 3));
  const slots = (blocks * denominator + numerator - 1n) / numerator;
  return firstSlotOf(network, epochPlus(epoch, 1)) - Number(slots);
}
