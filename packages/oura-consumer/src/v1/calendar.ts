import { epochOfSlot, type Network, slotStartMs } from '@pooltool/domain';
import { eventOfAnotherNetwork } from '../errors.ts';
import type { BlockEvent, PartEvent } from './event.ts';

/**
 * Oura writes beside a slot when that was and which epoch: on our network it must be so. Whole seconds, as Oura counts.
 * @throws POOLTOOL_EVENT_OF_ANOTHER_NETWORK
 */
export function checkCalendar(network: Network, event: BlockEvent | PartEvent): void {
  const { slot, timestamp, hash } = event;
  const seconds = Math.floor(slotStartMs(network, slot) / 1000);
  if (timestamp !== null && timestamp !== seconds) {
    throw eventOfAnotherNetwork({
      message: `context.timestamp says that slot ${slot} is at ${timestamp}, on ${network.name} it is at ${seconds} (seconds since 1970)`,
      details: { field: 'context.timestamp', slot, hash, network: network.name },
    });
  }
  const epoch = event.kind === 'part' ? null : event.epoch;
  if (epoch !== null && epoch !== epochOfSlot(network, slot)) {
    throw eventOfAnotherNetwork({
      message: `epoch says that slot ${slot} is in epoch ${epoch}, on ${network.name} it is in ${epochOfSlot(network, slot)}`,
      details: { field: 'epoch', slot, hash, network: network.name },
    });
  }
}
