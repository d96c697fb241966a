import { manualClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { expect, test } from 'vitest';
import { notSignedIn } from '../../src/errors.ts';
import { asAWhole, type Channel } from '../../src/websocket/channel.ts';
import { drawnOf } from '../../src/websocket/channels/one-drawing.ts';
import { openLane } from '../../src/websocket/lane.ts';
import { listener } from '../../src/websocket/listener.ts';
import { makeOutlet } from '../../src/websocket/outlet.ts';
import { fakeWire } from './fake-wire.ts';

const LOOK_MS = 10;

/** A channel for who shows 'right'; to judge and to draw take a moment each. */
function stage() {
  const clock = manualClock(1_000_000);
  const ending = new AbortController();
  const channel: Channel<{ readonly user_id: string }> = {
    name: 'user_data',
    readParams: (given) => ({ user_id: String(given.get('user_id')) }),
    mostTopics: 10,
    restMs: 0,
    userOf: ({ user_id }) => user_id,
    admit: async (applicants) => {
      const tokens = applicants.map(({ token }) => token);
      await clock.waitMs(LOOK_MS);
      return tokens.map((token) => (token === 'right' ? null : notSignedIn()));
    },
    draw: async (asked) => {
      await clock.waitMs(LOOK_MS);
      return asked.map((_, at) => drawnOf({ secret: at }));
    },
    changes: asAWhole,
  };
  const lane = openLane(channel, {
    clock,
    log: memoryLog(),
    signal: ending.signal,
    mostSubscriptions: 10,
    onRedraw: () => {},
    onSent: () => {},
  });
  return {
    clock,
    lane,
    page() {
      const wire = fakeWire();
      const who = listener(makeOutlet(wire, { mostBytes: 10_000, clock }), null);
      return {
        wire,
        subscribe: (token: string) =>
          lane.subscribe(
            who,
            new Map([
              ['user_id', 'u'],
              ['token', token],
            ]),
          ),
      };
    },
    async end() {
      ending.abort(new Error('the test ends'));
      await clock.advance(3 * LOOK_MS);
      await lane.ended;
    },
  };
}

const AT_WORK_MS = [0, 5, LOOK_MS, LOOK_MS + 5];

test.each(AT_WORK_MS)(
  'who comes %i ms after another one is judged himself before he hears anything',
  async (laterMs) => {
    const { clock, lane, page, end } = stage();
    const [mine, foreign] = [page(), page()];
    mine.subscribe('right');
    await clock.advance(laterMs);
    foreign.subscribe('wrong');
    await clock.advance(1_000);
    expect(mine.wire.read.map(({ type }) => type)).toEqual(['snapshot']);
    expect(foreign.wire.read.map(({ type }) => type)).toEqual(['error']);
    expect(lane.counts()).toEqual({ topics: 1, subscriptions: 1 });
    await end();
  },
);

test.each(AT_WORK_MS)('nothing is told by a token that was shown %i ms after another one', async (laterMs) => {
  const { clock, page, end } = stage();
  const foreign = page();
  for (const token of ['wrong', 'other wrong', 'third wrong']) {
    foreign.subscribe(token);
    await clock.advance(laterMs);
  }
  await clock.advance(1_000);
  expect(new Set(foreign.wire.read.map(({ type }) => type))).toEqual(new Set(['error']));
  await end();
});

test('who shows another right token is told again', async () => {
  const { clock, page, end } = stage();
  const mine = page();
  mine.subscribe('wrong');
  await clock.advance(5);
  mine.subscribe('right');
  await clock.advance(1_000);
  expect(mine.wire.read.map(({ type }) => type)).toEqual(['snapshot']);
  await end();
});
