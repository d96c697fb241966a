/** Lengths of time that follow from a network's constants. */
import type { Network } from '../network/network.ts';

/** Blocks an epoch is expected to have: f · slots. Of pools alone, while d > 0: `expectedPoolBlocks` of rewards. */
export function expectedBlocks({ epochLength, activeSlotCoefficient: f }: Network): number {
  return Number((f.numerator * BigInt(epochLength)) / f.denominator);
}

/**
 * 4k/f slots: after so many slots of the calculation epoch the node starts to compute the rewards, and before Babbage it then looks
 * at who is registered (rewards.md 1.1, 1.5). 172,800 on mainnet, 34,560 on preview. The ledger's name: randomness stabilisation window.
 */
export const stabilityWindow = (network: Network): number => windowOf(network, 4n);

/** 3k/f slots: within so many slots at least k blocks are made. What hard forks and Praos' chain growth are counted by. */
export const chainGrowthWindow = (network: Network): number => windowOf(network, 3n);

/** rounded up, as the ledger does where k/f is no whole number */
function windowOf({ securityParameter, activeSlotCoefficient: f }: Network, factor: bigint): number {
  const slots = factor * BigInt(securityParameter) * f.denominator;
  return Number((slots + f.numerator - 1n) / f.numerator);
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** Epochs in a year of 365 days: 73 on mainnet and preprod, 365 on preview. What returns are annualised with. */
export const epochsPerYear = ({ epochLength, slotLengthMs }: Network): number => YEAR_MS / (epochLength * slotLengthMs);
