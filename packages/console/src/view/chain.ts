import { epochLengthOf, epoch as epochOf, type Network, slot, slotStartMs } from '@pooltool/domain';
import type { ChainTip } from '@pooltool/store/console';

/** Where the chain stands. */
export interface ChainPart {
  /** null until a daemon has said which network the database is for */
  readonly network: { readonly name: string; readonly magic: number; readonly securityParameter: number } | null;
  readonly tip: TipPart | null;
}

export interface TipPart extends ChainTip {
  readonly slotStartMs: number;
  /** slots of the tip's epoch */
  readonly epochLength: number;
  /** no block for longer than chance explains: catching up, or standing still */
  readonly late: boolean;
}

/**
 * Block-free stretches are exponential with mean slotLength / f (20 s on mainnet): fifteen times that happens by chance
 * once in three million blocks.
 */
const LATE_MEANS = 15;

export function chainPart(network: Network | null, tip: ChainTip | null, nowMs: number): ChainPart {
  if (network === null) return { network: null, tip: null };
  const { name, magic, securityParameter } = network;
  return { network: { name, magic, securityParameter }, tip: tip === null ? null : tipPart(network, tip, nowMs) };
}

function tipPart(network: Network, tip: ChainTip, nowMs: number): TipPart {
  const startMs = slotStartMs(network, slot(Number(tip.slot)));
  return {
    ...tip,
    slotStartMs: startMs,
    epochLength: epochLengthOf(network, epochOf(tip.epoch)),
    late: nowMs - startMs > LATE_MEANS * meanGapMs(network),
  };
}

/** Mean time between blocks. */
export function meanGapMs({ slotLengthMs, activeSlotCoefficient: { numerator, denominator } }: Network): number {
  return (slotLengthMs * Number(denominator)) / Number(numerator);
}
