/** When an epoch's assigned slots are committed to, revealed and judged; all in absolute slots, both ends included. */
import { epochLengthOf, firstSlotOf } from '../calendar/slots.ts';
import type { Network } from '../network/network.ts';
import { type Epoch, epochPlus, type Slot, slot } from '../units/time.ts';

export interface SlotWindow {
  readonly from: Slot;
  readonly to: Slot;
}

export const isWithin = ({ from, to }: SlotWindow, at: Slot): boolean => from <= at && at <= to;

/** 86,400 of mainnet's 432,000 slots: its first day (operators.md 3). Other networks have shorter epochs. */
const OPEN_PART_OF_EPOCH = 5;
/** 3,600 of mainnet's 432,000 slots: an hour. */
const SETTLING_PART_OF_EPOCH = 120;

/**
 * The first fifth of the epoch itself. Later nobody may commit: who has seen most of the slots pass could leave out those
 * it missed.
 */
export function commitWindow(network: Network, of: Epoch): SlotWindow {
  const from = firstSlotOf(network, of);
  return { from, to: slot(from + Math.floor(epochLengthOf(network, of) / OPEN_PART_OF_EPOCH) - 1) };
}

/** The first fifth of the epoch after: while slots are still to come, a schedule tells an attacker whom to silence and when. */
export const revealWindow = (network: Network, of: Epoch): SlotWindow => commitWindow(network, epochPlus(of, 1));

/** From this slot on an epoch's performance is told. Reveals go on: what is revealed later is judged again. */
export function performanceToldFrom(network: Network, of: Epoch): Slot {
  const next = epochPlus(of, 1);
  return slot(firstSlotOf(network, next) + Math.floor(epochLengthOf(network, next) / SETTLING_PART_OF_EPOCH));
}

export const slotsOfEpoch = (network: Network, of: Epoch): SlotWindow => {
  const from = firstSlotOf(network, of);
  return { from, to: slot(from + epochLengthOf(network, of) - 1) };
};
