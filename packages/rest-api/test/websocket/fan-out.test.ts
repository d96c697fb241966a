import { expect, test } from 'vitest';
import { noParams } from '../../src/websocket/channels/channel-params.ts';
import { alone } from '../../src/websocket/channels/one-drawing.ts';
import { laneStage } from './lane-stage.ts';

const CHANGES = 200;

test('very many updates at once, as when an epoch begins, all reach who reads slowly, in order and whole', async () => {
  let epoch = 1;
  const { clock, lane, page } = laneStage(
    () => ({
      name: 'pools',
      readParams: noParams,
      mostTopics: 1,
      restMs: 0,
      draw: alone(async () => ({ epoch })),
      changes: () => Array.from({ length: CHANGES }, (_, at) => ({ id: at, eb: epoch })),
    }),
    { mostBytes: 500 },
  );
  const { wire, subscribe } = page();
  subscribe();
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
});
