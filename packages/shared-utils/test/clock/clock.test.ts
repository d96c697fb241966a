import { manualClock, systemClock } from '@pooltool/shared-utils/clock';
import { describe, expect, test } from 'vitest';

describe('the manual clock', () => {
  test('stands still until it is moved', async () => {
    const clock = manualClock(1_000);
    expect(clock.now()).toBe(1_000);
    await clock.advance(500);
    expect(clock.now()).toBe(1_500);
  });

  test('wakes those who waited in the order of their times, each at its own time', async () => {
    const clock = manualClock();
    const woken: [string, number][] = [];
    const sleeper = async (name: string, ms: number) => {
      await clock.waitMs(ms);
      woken.push([name, clock.now()]);
    };
    const all = Promise.all([sleeper('late', 300), sleeper('early', 100), sleeper('later', 301)]);
    await clock.advance(300);
    expect(woken).toEqual([
      ['early', 100],
      ['late', 300],
    ]);
    expect(clock.waiting()).toBe(1);
    await clock.advance(1);
    await all;
  });

  test('runs a loop as often as its stretch of time allows', async () => {
    const clock = manualClock();
    const stop = new AbortController();
    let rounds = 0;
    const loop = async () => {
      while (true) {
        await clock.waitMs(1_000, stop.signal);
        rounds += 1;
      }
    };
    const running = loop();
    await clock.advance(10_000);
    expect(rounds).toBe(10);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(clock.waiting()).toBe(0);
  });

  test('does not wait for a signal that is already aborted', async () => {
    const reason = new Error('stopped before');
    await expect(manualClock().waitMs(5, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('the system clock', () => {
  test('tells the machine’s time', () => {
    const beforeMs = Date.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(beforeMs);
  });

  test('ends a wait of a year as soon as the signal is aborted, with its reason', async () => {
    const stop = new AbortController();
    const waiting = systemClock.waitMs(365 * 86_400_000, stop.signal);
    stop.abort(new Error('shutting down'));
    await expect(waiting).rejects.toThrow('shutting down');
  });

  test('a wait of nothing is over at once', async () => {
    await expect(systemClock.waitMs(0)).resolves.toBeUndefined();
  });
});
