import { manualClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { expect, test } from 'vitest';
import type { Channel } from '../../src/websocket/channel.ts';
import { type NoParams, noParams } from '../../src/websocket/channels/channel-params.ts';
import { alone } from '../../src/websocket/channels/one-drawing.ts';
import { openLane } from '../../src/websocket/lane.ts';
import { listener } from '../../src/websocket/listener.ts';
import { makeOutlet } from '../../src/websocket/outlet.ts';
import { fakeWire } from './fake-wire.ts';

const CHANGES = 200;

test('very many updates at once, as when an epoch begins, all reach who reads slowly, in order and whole', async () => {
  const clock = manualClock(1_000_000);
  const ending = new AbortController();
  let epoch = 1;
  const channel: Channel<NoParams> = {
    name: 'pools',
    readParams: noParams,
    mostTopics: 1,
    restMs: 0,
    draw: alone(async () => ({ epoch })),
    changes: () => Array.from({ length: CHANGES }, (_, at) => ({ id: at, eb: epoch })),
  };
  const lane = openLane(channel, {
    clock,
    log: memoryLog(),
    signal: ending.signal,
    mostSubscriptions: 10,
    onRedraw: () => {},
    onSent: () => {},
  });
  const wire = fakeWire();
  lane.subscribe(listener(makeOutlet(wire, { mostBytes: 500, clock }), null), new Map());
  await clock.advance(10);
  wire.jam();
  epoch = 2;
  lane.wake();
  await clock.advance(10);
  expect(wire.mostBuffered).toBeLessThan(1_000);
  wire.drain();
  await clock.advance(10);
  expect(wire.read.slice(1).map(({ data }) => data)).toEqual(
    Array.from({ length: CHANGES }, (_, at) => ({ id: at, eb: 2 })),
  );
  expect(wire.read.map(({ seq }) => seq)).toEqual(Array.from({ length: CHANGES + 1 }, (_, at) => at + 1));
  ending.abort(new Error('the test ends'));
  await lane.ended;
});
