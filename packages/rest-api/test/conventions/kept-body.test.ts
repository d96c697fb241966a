import { manualClock } from '@pooltool/shared-utils/clock';
import { expect, test } from 'vitest';
import { keepBody } from '../../src/conventions/kept-body.ts';
import { preparedBody } from '../../src/conventions/prepared-body.ts';

function keeping() {
  const clock = manualClock(0);
  const state = { version: 'one', content: { pools: 1 }, made: 0, looked: 0, fails: false, takesMs: 0 };
  const body = keepBody({
    clock,
    version: async () => {
      state.looked += 1;
      return state.version;
    },
    make: async () => {
      state.made += 1;
      if (state.fails) throw new Error('no database');
      const { content } = state;
      if (state.takesMs > 0) await clock.waitMs(state.takesMs);
      return content;
    },
    lookEveryMs: 1_000,
    oldestMs: 60_000,
  });
  return { clock, state, body };
}

test('a body is made once for all who ask at the same time, and while its version stays', async () => {
  const { clock, state, body } = keeping();
  const bodies = await Promise.all([body(), body(), body()]);
  await clock.advance(5_000);
  expect(new Set([...bodies, await body()]).size).toBe(1);
  expect([state.made, state.looked]).toEqual([1, 2]);
});

test('nobody looks at the version twice in a second', async () => {
  const { clock, state, body } = keeping();
  await body();
  await clock.advance(999);
  await body();
  expect(state.looked).toBe(1);
});

test('another version makes another body, and the same content stays the same bytes with the same tag', async () => {
  const { clock, state, body } = keeping();
  const first = await body();
  state.version = 'two';
  await clock.advance(1_000);
  expect(await body()).toBe(first);
  expect(state.made).toBe(2);

  state.version = 'three';
  state.content = { pools: 2 };
  await clock.advance(1_000);
  const changed = await body();
  expect(changed.toString()).toBe('{"pools":2}');
  expect(preparedBody(changed)?.etag).not.toBe(preparedBody(first)?.etag);
});

test('while another one is made who asks gets the one before, but not one that nobody looked at for long', async () => {
  const { clock, state, body } = keeping();
  const before = await body();
  state.content = { pools: 4 };
  state.version = 'four';
  await clock.advance(1_000);
  const first = body();
  const patient = body({ patient: true });
  expect(await body()).toBe(before);
  expect((await first).toString()).toBe('{"pools":4}');
  expect(await patient).toBe(await first);
  expect(await body()).toBe(await first);

  state.content = { pools: 5 };
  state.version = 'five';
  await clock.advance(5_000);
  const waiting = [body(), body()];
  for (const one of waiting) expect((await one).toString()).toBe('{"pools":5}');
  expect(state.made).toBe(3);
});

test('who is patient does not get what was begun to be made before what he was told of', async () => {
  const { clock, state, body } = keeping();
  state.takesMs = 3_000;
  const first = body();
  await clock.advance(500);
  state.content = { pools: 6 };
  state.version = 'six';
  await clock.advance(1_000);
  const patient = body({ patient: true });
  await clock.advance(10_000);
  expect((await first).toString()).toBe('{"pools":1}');
  expect((await patient).toString()).toBe('{"pools":6}');
});

test('what the version does not tell of is shown after a minute at the latest', async () => {
  const { clock, state, body } = keeping();
  await body();
  state.content = { pools: 3 };
  await clock.advance(60_000);
  expect((await body()).toString()).toBe('{"pools":3}');
});

test('who waits for a making that fails hears of it, and the next one begins anew', async () => {
  const { state, body } = keeping();
  state.fails = true;
  const waiting = [body(), body()];
  for (const one of waiting) await expect(one).rejects.toThrow('no database');
  state.fails = false;
  expect((await body()).toString()).toBe('{"pools":1}');
  expect(state.made).toBe(2);
});
