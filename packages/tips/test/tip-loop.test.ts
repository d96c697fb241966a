import { manualClock } from '@pooltool/shared-utils/clock';
import { errorKind } from '@pooltool/shared-utils/errors';
import { memoryLog } from '@pooltool/shared-utils/log';
import { expect, test } from 'vitest';
import { startTipLoop } from '../src/tip-loop.ts';
import type { PassTaken } from '../src/tip-pass.ts';

const taken = (given: Partial<PassTaken> = {}): PassTaken => ({
  messages: 0,
  oldestMs: 0,
  refused: new Map(),
  changed: 0,
  complete: true,
  ...given,
});

/** The times of the passes that `pass` was asked for within so long. */
async function passesWithin(ms: number, pass: (no: number) => PassTaken) {
  const clock = manualClock(0);
  const stop = new AbortController();
  const at: number[] = [];
  const loop = startTipLoop({
    pass: async () => {
      at.push(clock.now());
      return pass(at.length);
    },
    clock,
    log: memoryLog(),
    signal: stop.signal,
    observe: () => {},
  });
  await clock.advance(ms);
  const state = loop.state();
  stop.abort(new Error('the test is over'));
  await loop.ended;
  return { at, state };
}

test('there is a pass a second, and one each quarter of it while more waits', async () => {
  const { at } = await passesWithin(2_600, (no) => taken({ complete: no > 3 }));
  expect(at).toEqual([0, 250, 500, 750, 1_750]);
});

test('a clock that is set back during a pass does not keep the next one waiting', async () => {
  const clock = manualClock(0);
  const stop = new AbortController();
  const times = [7_200_000, 0];
  let passes = 0;
  const loop = startTipLoop({
    pass: async () => {
      passes += 1;
      return taken();
    },
    clock: { ...clock, now: () => times.shift() ?? 0 },
    log: memoryLog(),
    signal: stop.signal,
    observe: () => {},
  });
  await clock.advance(1_000);
  stop.abort(new Error('the test is over'));
  await loop.ended;
  expect(passes).toBe(2);
});

test('what is down is asked again, ever less often, and the daemon says so until it is back', async () => {
  const down = (no: number): PassTaken => {
    if (no <= 6) throw new Error('no PostgreSQL');
    return taken();
  };
  expect(await passesWithin(3_000, down)).toMatchObject({ at: [0, 500, 1_500], state: { ok: false } });
  expect(await passesWithin(26_000, down)).toMatchObject({
    at: [0, 500, 1_500, 3_500, 7_500, 15_500, 25_500],
    state: { ok: true },
  });
});

test('what must not go on ends the loop', async () => {
  const unreadable = errorKind({ code: 'POOLTOOL_TEST_HALT', disposition: 'halt', says: 'stop' });
  const loop = startTipLoop({
    pass: () => Promise.reject(unreadable()),
    clock: manualClock(0),
    log: memoryLog(),
    signal: new AbortController().signal,
    observe: () => {},
  });
  await expect(loop.ended).rejects.toThrow('stop');
});
