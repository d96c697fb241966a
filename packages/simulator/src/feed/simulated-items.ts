import { type Network, slot, slotStartMs } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { DumpEvent } from '../events.ts';
import type { Simulation } from '../simulation.ts';
import { dumpName } from './drop-dump.ts';
import type { FeedItem } from './feed-item.ts';

/** The simulator's events as a feed; what a dump must lead to is told as it comes. */
export async function* simulatedItems(
  simulation: Simulation,
  onDump: (event: DumpEvent) => void = () => {},
): AsyncGenerator<FeedItem> {
  for (const event of simulation.events()) {
    switch (event.kind) {
      case 'block':
        yield { kind: 'block', bytes: event.bytes, block: event.block };
        break;
      case 'dump':
        onDump(event);
        yield {
          kind: 'dump',
          epoch: event.epoch,
          name: dumpName(event.point.slot),
          slot: event.point.slot,
          bytes: event.bytes,
        };
        break;
      case 'fork':
        break;
    }
  }
}

/** The same items, each block not before its slot begins: what lies in the past comes at once. */
export async function* inRealTime(
  items: AsyncIterable<FeedItem>,
  { network, clock, signal }: { network: Network; clock: Clock; signal: AbortSignal },
): AsyncGenerator<FeedItem> {
  for await (const item of items) {
    if (item.kind === 'block') {
      const earlyMs = slotStartMs(network, slot(item.block.slot)) - clock.now();
      if (earlyMs > 0) await clock.waitMs(earlyMs, signal);
    }
    yield item;
  }
}
