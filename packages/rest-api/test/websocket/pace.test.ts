import { expect, test } from 'vitest';
import { makePace } from '../../src/websocket/pace.ts';

test('the first wake is answered at once, the next after the rest', () => {
  const pace = makePace({ restMs: 100 });
  pace.woken(1_000, true);
  expect(pace.ripeMs()).toBeLessThanOrEqual(1_000);
  pace.begun(1_000);
  pace.done(1_005);
  pace.woken(1_010, true);
  expect(pace.ripeMs()).toBe(1_100);
});

test('what takes long is drawn a fifth of the time', () => {
  const pace = makePace({ restMs: 100 });
  pace.begun(1_000);
  pace.done(1_400);
  pace.woken(1_500, true);
  expect(pace.ripeMs()).toBe(3_000);
});

test('what is kept for a second is drawn a second after the first wake, and once more when there was a younger one', () => {
  const pace = makePace({ restMs: 100, delayMs: 1_000 });
  pace.woken(5_000, true);
  pace.woken(5_900, false);
  // Woken again and again, it is drawn all the same.
  expect(pace.ripeMs()).toBe(6_000);
  expect(pace.isYoung(6_000)).toBe(true);
  pace.begun(6_000);
  pace.done(6_001);
  expect(pace.ripeMs()).toBe(6_900);
  expect(pace.isYoung(6_900)).toBe(false);
});
