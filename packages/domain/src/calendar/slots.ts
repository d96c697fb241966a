/** When things are: slots, epochs and times of a network, Byron years included. Epochs and slots beyond the network's present are fine. */
import type { Network } from '../network/network.ts';
import { InvalidValue } from '../units/brand.ts';
import { type Epoch, type EpochSlot, epoch, epochSlot, type Slot, slot, type UnixMs, unixMs } from '../units/time.ts';

/** A stretch of the chain in which slots and epochs have one length. */
interface Stretch {
  readonly firstSlot: number;
  readonly firstEpoch: number;
  readonly startMs: number;
  readonly epochLength: number;
  readonly slotLengthMs: number;
}

export function epochOfSlot(network: Network, at: Slot): Epoch {
  const { firstSlot, firstEpoch, epochLength } = stretchOfSlot(network, at);
  return epoch(firstEpoch + Math.floor((at - firstSlot) / epochLength));
}

export function epochSlotOf(network: Network, at: Slot): EpochSlot {
  const { firstSlot, epochLength } = stretchOfSlot(network, at);
  return epochSlot((at - firstSlot) % epochLength);
}

export function firstSlotOf(network: Network, of: Epoch): Slot {
  const { firstSlot, firstEpoch, epochLength } = stretchOfEpoch(network, of);
  return slot(firstSlot + (of - firstEpoch) * epochLength);
}

export const lastSlotOf = (network: Network, of: Epoch): Slot =>
  slot(firstSlotOf(network, of) + epochLengthOf(network, of) - 1);

/** Slots in an epoch. */
export const epochLengthOf = (network: Network, of: Epoch): number => stretchOfEpoch(network, of).epochLength;

export function slotAt(network: Network, of: Epoch, inEpoch: EpochSlot): Slot {
  const length = epochLengthOf(network, of);
  if (inEpoch >= length) throw new InvalidValue({ word: 'epoch slot', given: inEpoch, rule: `below ${length}` });
  return slot(firstSlotOf(network, of) + inEpoch);
}

/** When a slot begins. */
export function slotStartMs(network: Network, at: Slot): UnixMs {
  const { firstSlot, startMs, slotLengthMs } = stretchOfSlot(network, at);
  return unixMs(startMs + (at - firstSlot) * slotLengthMs);
}

export const epochStartMs = (network: Network, of: Epoch): UnixMs => slotStartMs(network, firstSlotOf(network, of));

/** The slot in progress at a time. @throws InvalidValue before the system start. */
export function slotAtTime(network: Network, timeMs: UnixMs): Slot {
  if (timeMs < network.systemStartMs) {
    throw new InvalidValue({ word: 'time', given: timeMs, rule: `from the system start ${network.systemStartMs} on` });
  }
  const shelley = shelleyStretch(network);
  const { startMs, firstSlot, slotLengthMs } = timeMs < shelley.startMs ? (byronStretch(network) ?? shelley) : shelley;
  return slot(firstSlot + Math.floor((timeMs - startMs) / slotLengthMs));
}

export const epochAtTime = (network: Network, timeMs: UnixMs): Epoch =>
  epochOfSlot(network, slotAtTime(network, timeMs));

const stretchOfSlot = (network: Network, at: Slot): Stretch =>
  at < shelleyStretch(network).firstSlot ? (byronStretch(network) ?? shelleyStretch(network)) : shelleyStretch(network);

const stretchOfEpoch = (network: Network, of: Epoch): Stretch =>
  of < shelleyStretch(network).firstEpoch
    ? (byronStretch(network) ?? shelleyStretch(network))
    : shelleyStretch(network);

const byronStretch = ({ byron, systemStartMs }: Network): Stretch | null =>
  byron && {
    firstSlot: 0,
    firstEpoch: 0,
    startMs: systemStartMs,
    epochLength: byron.epochLength,
    slotLengthMs: byron.slotLengthMs,
  };

const shelleyStretch = ({ byron, systemStartMs, epochLength, slotLengthMs }: Network): Stretch => ({
  firstSlot: byron?.firstShelleySlot ?? 0,
  firstEpoch: byron?.firstShelleyEpoch ?? 0,
  startMs: systemStartMs + (byron === null ? 0 : byron.firstShelleySlot * byron.slotLengthMs),
  epochLength,
  slotLengthMs,
});
