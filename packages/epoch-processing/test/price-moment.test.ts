import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lagMs, priceMoment } from '../src/price-moment.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Mainnet's epochs begin at 21:44:51 UTC. */
const PAYOUT = Date.UTC(2026, 10, 20, 21, 44, 51);
const NEXT_MIDNIGHT = Date.UTC(2026, 10, 21);

const momentAfter = (ms: number) => priceMoment({ paidAtMs: PAYOUT, nowMs: PAYOUT + ms });

describe('the prices of a payout', () => {
  test('are those of now, when it was just now', () => {
    expect(momentAfter(30_000)).toEqual({ kind: 'now', atMs: PAYOUT + 30_000 });
    expect(momentAfter(2 * HOUR)).toEqual({ kind: 'now', atMs: PAYOUT + 2 * HOUR });
  });

  test('are those of the midnight next to it, as soon as that is nearer and known', () => {
    // 00:44, when the source may not know the midnight yet; 00:59:51 still not.
    expect(momentAfter(3 * HOUR)).toMatchObject({ kind: 'now' });
    expect(momentAfter(3 * HOUR + 15 * MINUTE)).toMatchObject({ kind: 'now' });
    expect(momentAfter(3 * HOUR + 16 * MINUTE)).toEqual({ kind: 'midnight', atMs: NEXT_MIDNIGHT });
    expect(momentAfter(30 * DAY)).toEqual({ kind: 'midnight', atMs: NEXT_MIDNIGHT });
  });

  test('are those of the midnight before, when that is the nearer one', () => {
    const paidAtMs = Date.UTC(2026, 10, 20, 8);
    expect(priceMoment({ paidAtMs, nowMs: paidAtMs + 5 * HOUR }).kind).toBe('now');
    expect(priceMoment({ paidAtMs, nowMs: paidAtMs + 9 * HOUR })).toEqual({
      kind: 'midnight',
      atMs: Date.UTC(2026, 10, 20),
    });
  });

  test('are never more than half a day and an hour away, however late anybody asks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000 * DAY }),
        fc.integer({ min: 0, max: 400 * DAY }),
        (paidAtMs, lateMs) => {
          const { kind, atMs } = priceMoment({ paidAtMs, nowMs: paidAtMs + lateMs });
          expect(lagMs(atMs, paidAtMs)).toBeLessThanOrEqual(Math.min(lateMs, 13 * HOUR));
          if (kind === 'midnight') expect(atMs % DAY).toBe(0);
        },
      ),
    );
  });
});
