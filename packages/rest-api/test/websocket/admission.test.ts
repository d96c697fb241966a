import { expect, test } from 'vitest';
import { notSignedIn } from '../../src/errors.ts';
import { asAWhole } from '../../src/websocket/channel.ts';
import { drawnOf } from '../../src/websocket/channels/one-drawing.ts';
import { laneStage } from './lane-stage.ts';

const LOOK_MS = 10;

/** A channel for who shows 'right'; to judge and to draw take a moment each. */
const guarded = () =>
  laneStage((clock) => ({
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
  }));
const by = (token: string) => ({ user_id: 'u', token });

const AT_WORK_MS = [0, 5, LOOK_MS, LOOK_MS + 5];

test.each(AT_WORK_MS)(
  'who comes %i ms after another one is judged himself before he hears anything',
  async (laterMs) => {
    const { clock, lane, page } = guarded();
    const [mine, foreign] = [page(), page()];
    mine.subscribe(by('right'));
    await clock.advance(laterMs);
    foreign.subscribe(by('wrong'));
    await clock.advance(1_000);
    expect([mine.types(), foreign.types()]).toEqual([['snapshot'], ['error']]);
    expect(lane.counts()).toEqual({ topics: 1, subscriptions: 1 });
  },
);

test.each(AT_WORK_MS)('nothing is told by a token that was shown %i ms after another one', async (laterMs) => {
  const { clock, page } = guarded();
  const foreign = page();
  for (const token of ['wrong', 'other wrong', 'third wrong']) {
    foreign.subscribe(by(token));
    await clock.advance(laterMs);
  }
  await clock.advance(1_000);
  expect(new Set(foreign.types())).toEqual(new Set(['error']));
});

test('who shows a right token after a wrong one is told', async () => {
  const { clock, page } = guarded();
  const mine = page();
  mine.subscribe(by('wrong'));
  await clock.advance(5);
  mine.subscribe(by('right'));
  await clock.advance(1_000);
  expect(mine.types()).toEqual(['snapshot']);
});
