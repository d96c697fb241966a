import { expect, test } from 'vitest';
import { noParams } from '../../src/websocket/channels/channel-params.ts';
import { alone } from '../../src/websocket/channels/one-drawing.ts';
import { laneStage } from './lane-stage.ts';

const CHANGES = 200;

/** As when an epoch begins: something of every pool changes at once. */
function pools({ mostBytes }: { readonly mostBytes: number }) {
  const state = { epoch: 1 };
  const stage = laneStage(
    () => ({
      name: 'pools',
      readParams: noParams,
      mostTopics: 1,
      restMs: 0,
      draw: alone(async () => ({ epoch: state.epoch })),
      changes: () => Array.from({ length: CHANGES }, (_, at) => ({ id: at, eb: state.epoch })),
    }),
    { mostBytes },
  );
  return {
    ...stage,
    begins: (epoch: number) => {
      state.epoch = epoch;
      stage.lane.wake();
    },
  };
}

test('very many updates at once all reach who reads slowly, in order and whole', async () => {
  const { clock, begins, page } = pools({ mostBytes: 500 });
  const { wire, subscribe } = page();
  subscribe();
  await clock.advance(10);
  wire.jam();
  begins(2);
  await clock.advance(10);
  expect(wire.mostBuffered).toBeLessThan(1_000);
  wire.drain();
  await clock.advance(10);
  expect(wire.read.slice(1).map(({ data }) => data)).toEqual(
    Array.from({ length: CHANGES }, (_, at) => ({ id: at, eb: 2 })),
  );
  expect(wire.read.map(({ seq }) => seq)).toEqual(Array.from({ length: CHANGES + 1 }, (_, at) => at + 1));
});

test('very many pages are told in turns, between which others are heard', async () => {
  const { clock, begins, page } = pools({ mostBytes: 1_000_000 });
  const pages = Array.from({ length: 20 }, () => page());
  for (const { subscribe } of pages) subscribe();
  await clock.advance(10);
  const counts: number[] = [];
  let isOver = false;
  const look = (): void => {
    counts.push(pages.reduce((sum, { wire }) => sum + wire.read.length, 0));
    if (!isOver) setImmediate(look);
  };
  look();
  begins(2);
  const all = pages.length * (CHANGES + 1);
  await expect.poll(() => clock.advance(1).then(() => counts.at(-1)), { interval: 1, timeout: 20_000 }).toBe(all);
  isOver = true;
  expect(Math.max(...counts.slice(1).map((count, at) => count - (counts[at] ?? 0)))).toBeLessThan(all / 2);
});
