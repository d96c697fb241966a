import { databaseUnreachable } from '@pooltool/shared-utils/pg';
import { expect, test } from 'vitest';
import { asAWhole } from '../../src/websocket/channel.ts';
import { noParams } from '../../src/websocket/channels/channel-params.ts';
import { alone, drawnOf } from '../../src/websocket/channels/one-drawing.ts';
import { laneStage } from './lane-stage.ts';

test('what is known is told as it was known last while it cannot be drawn, and anew as soon as it can', async () => {
  const state = { shown: 1, isGone: false };
  const { clock, lane, page } = laneStage(() => ({
    name: 'recent_block',
    readParams: noParams,
    mostTopics: 1,
    restMs: 0,
    draw: alone(async () => {
      if (state.isGone) throw databaseUnreachable();
      return state.shown;
    }),
    changes: asAWhole,
  }));
  const [first, late] = [page(), page()];
  first.subscribe();
  await clock.advance(10);
  Object.assign(state, { shown: 2, isGone: true });
  lane.wake();
  await clock.advance(10);
  late.subscribe();
  await clock.advance(10);
  expect(late.wire.read.map(({ type, data }) => [type, data])).toEqual([['snapshot', 1]]);
  state.isGone = false;
  await clock.advance(10_000);
  expect(late.wire.read.at(-1)).toMatchObject({ type: 'update', data: 2, seq: 2 });
});

const KEPT_MS = 1_000;

/** What is shown was looked at up to a second ago, by whoever asked then; to draw it takes half as long. */
function kept() {
  const state = { truth: 1 };
  let last = { shown: 0, atMs: Number.NEGATIVE_INFINITY };
  const stage = laneStage((clock) => {
    const look = async (): Promise<number> => {
      const shown = clock.now() - last.atMs < KEPT_MS ? last.shown : state.truth;
      if (clock.now() - last.atMs >= KEPT_MS) last = { shown, atMs: clock.now() };
      await clock.waitMs(KEPT_MS / 2);
      return shown;
    };
    return {
      name: 'pools',
      readParams: noParams,
      mostTopics: 1,
      restMs: KEPT_MS,
      delayMs: KEPT_MS,
      draw: alone(look),
      changes: asAWhole,
    };
  });
  return {
    ...stage,
    state,
    /** As a page that asks for it does. */
    asked: () => {
      last = { shown: state.truth, atMs: stage.clock.now() };
    },
  };
}
const LONG_ENOUGH_MS = 8 * KEPT_MS;

test('a change of just before the first one listened is not waited for until something else changes', async () => {
  const { clock, state, asked, page } = kept();
  asked();
  await clock.advance(100);
  state.truth = 2;
  const { wire, subscribe } = page();
  subscribe();
  await clock.advance(LONG_ENOUGH_MS);
  expect(wire.read.map(({ data }) => data)).toEqual([1, 2]);
});

test('a wake is not forgotten for one who comes while it waits for its time', async () => {
  const { clock, state, lane, page } = kept();
  const [first, second] = [page(), page()];
  await clock.advance(LONG_ENOUGH_MS);
  first.subscribe();
  await clock.advance(100);
  state.truth = 2;
  lane.wake();
  second.subscribe();
  await clock.advance(LONG_ENOUGH_MS);
  for (const { wire } of [first, second]) expect(wire.read.at(-1)?.data).toBe(2);
});

test('one visitor takes an eighth of what may be listened to, and keeps nobody else out', async () => {
  const { clock, lane, page } = laneStage(() => ({
    name: 'blocks',
    readParams: (given) => ({ epoch: Number(given.get('epoch')) }),
    mostTopics: 40,
    restMs: 0,
    draw: async (asked) => asked.map(({ epoch }) => drawnOf(epoch)),
    changes: asAWhole,
  }));
  const [greedy, other] = [page('203.0.113.1'), page('203.0.113.2')];
  for (const epoch of [1, 2, 3, 4, 5]) greedy.subscribe({ epoch });
  expect(() => greedy.subscribe({ epoch: 6 })).toThrow('your address listens to as much of blocks');
  other.subscribe({ epoch: 6 });
  // What somebody else listens to already is free.
  greedy.subscribe({ epoch: 6 });
  await clock.advance(10);
  expect([greedy.wire.read.length, other.wire.read.length]).toEqual([6, 1]);
  greedy.leave();
  for (const epoch of [11, 12, 13, 14, 15]) greedy.subscribe({ epoch });
  for (const nth of [3, 4, 5, 6, 7, 8, 9]) {
    const one = page(`203.0.113.${nth}`);
    for (const epoch of [0, 1, 2, 3, 4]) if (lane.counts().topics < 40) one.subscribe({ epoch: 100 * nth + epoch });
  }
  expect(() => page('203.0.113.99').subscribe({ epoch: 999 })).toThrow('too much is listened to of blocks');
});
