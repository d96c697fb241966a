import { manualClock } from '@pooltool/shared-utils/clock';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { memoryLog } from '@pooltool/shared-utils/log';
import { onTestFinished } from 'vitest';
import type { Channel } from '../../src/websocket/channel.ts';
import { openLane } from '../../src/websocket/lane.ts';
import { leaveAll, listener } from '../../src/websocket/listener.ts';
import { makeOutlet } from '../../src/websocket/outlet.ts';
import { fakeWire } from './fake-wire.ts';

/** Longer than any drawing of these tests takes. */
const TO_ITS_END_MS = 10_000;

/** One channel with pages on sockets without a network, at a clock of their own. */
export function laneStage<Params extends JsonObject>(
  channelAt: (clock: ReturnType<typeof manualClock>) => Channel<Params>,
  { mostBytes = 10_000 }: { readonly mostBytes?: number } = {},
) {
  const clock = manualClock(1_000_000);
  const ending = new AbortController();
  const lane = openLane(channelAt(clock), {
    clock,
    log: memoryLog(),
    signal: ending.signal,
    mostSubscriptions: 10,
    onRedraw: () => {},
    onSent: () => {},
  });
  onTestFinished(async () => {
    ending.abort(new Error('the test ends'));
    await clock.advance(TO_ITS_END_MS);
    await lane.ended;
  });
  return {
    clock,
    lane,
    page(address = '203.0.113.1') {
      const wire = fakeWire();
      const who = listener(makeOutlet(wire, { mostBytes, clock }), { address, bearer: null });
      return {
        wire,
        types: () => wire.read.map(({ type }) => type),
        subscribe: (given: Readonly<Record<string, unknown>> = {}) =>
          lane.subscribe(who, new Map(Object.entries(given))),
        leave: () => leaveAll(who),
      };
    },
  };
}
