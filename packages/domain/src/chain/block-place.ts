import { epochOfSlot, epochSlotOf, slotStartMs } from '../calendar/slots.ts';
import type { Network } from '../network/network.ts';
import type { Slot } from '../units/time.ts';
import type { BlockPlace } from './block-facts.ts';

/** Where a block stands in its network's calendar. `parentSlot`: null for the first block of our chain. */
export const blockPlace = (
  network: Network,
  { slot, parentSlot }: { readonly slot: Slot; readonly parentSlot: Slot | null },
): BlockPlace => ({
  epoch: epochOfSlot(network, slot),
  epochSlot: epochSlotOf(network, slot),
  lagMs: parentSlot === null ? null : slotStartMs(network, slot) - slotStartMs(network, parentSlot),
});
