import { epoch, epochStartMs, preview } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import { payoutNews } from '../src/payout-news.ts';
import { payoutsToPrice } from '../src/payout-sensor.ts';

const DAY = 24 * 60 * 60 * 1000;
const startOf = (of: number): number => epochStartMs(preview, epoch(of));
const toPrice = ({ newest, asked, nowMs }: { newest: number; asked: number | null; nowMs: number }) =>
  payoutsToPrice({ network: preview, newest: epoch(newest), asked: asked === null ? null : epoch(asked), nowMs });

describe('the prices of payouts are asked for', () => {
  test('when the epoch begins that they are paid with, under the epoch they were earned in', () => {
    expect(toPrice({ newest: 900, asked: 899, nowMs: startOf(900) + 20_000 })).toEqual({ earned: [898], asked: 900 });
  });

  test('once', () => {
    expect(toPrice({ newest: 900, asked: 900, nowMs: startOf(900) + DAY / 2 })).toEqual({ earned: [], asked: 900 });
  });

  test('of the newest epoch alone at the first look', () => {
    expect(toPrice({ newest: 900, asked: null, nowMs: startOf(900) })).toEqual({ earned: [898], asked: 900 });
  });

  test('of every epoch that began while nobody looked', () => {
    expect(toPrice({ newest: 903, asked: 900, nowMs: startOf(903) }).earned).toEqual([899, 900, 901]);
  });

  test('not of what is more than a year ago', () => {
    expect(toPrice({ newest: 900, asked: null, nowMs: startOf(900) + 366 * DAY })).toEqual({ earned: [], asked: 900 });
    // An epoch of preview is a day.
    expect(toPrice({ newest: 900, asked: 890, nowMs: startOf(895) + 365 * DAY }).earned).toEqual([
      893, 894, 895, 896, 897, 898,
    ]);
  });

  test('of an epoch that is still ahead not before it begins', () => {
    expect(toPrice({ newest: 900, asked: 898, nowMs: startOf(900) - 1 })).toEqual({ earned: [897], asked: 899 });
    expect(toPrice({ newest: 900, asked: 899, nowMs: startOf(900) })).toEqual({ earned: [898], asked: 900 });
  });

  test('of nothing before anything could be paid, and of nothing again after a roll backward', () => {
    expect(toPrice({ newest: 1, asked: null, nowMs: startOf(1) })).toEqual({ earned: [], asked: 1 });
    expect(toPrice({ newest: 2, asked: 1, nowMs: startOf(2) })).toEqual({ earned: [0], asked: 2 });
    expect(toPrice({ newest: 898, asked: 900, nowMs: startOf(900) })).toEqual({ earned: [], asked: 900 });
  });
});

describe('a payout is news', () => {
  const newest = { earned: epoch(500), newestPaid: epoch(500), paidAtMs: 1_000_000, withinMs: 3 * DAY };

  test('while it is the newest and not long ago', () => {
    expect(payoutNews({ ...newest, nowMs: newest.paidAtMs })).toEqual({ told: true });
    expect(payoutNews({ ...newest, nowMs: newest.paidAtMs + 3 * DAY })).toEqual({ told: true });
  });

  test('no longer when it is older than that', () => {
    expect(payoutNews({ ...newest, nowMs: newest.paidAtMs + 3 * DAY + 1 })).toEqual({
      told: false,
      because: 'it was at 1970-01-01T00:16:40.000Z, which is no news any more',
    });
  });

  test('never when a later one is known, as in a backfill', () => {
    const backfilled = { ...newest, earned: epoch(499), nowMs: newest.paidAtMs };
    expect(payoutNews(backfilled)).toEqual({ told: false, because: 'a later payout is known: that of epoch 500' });
    expect(payoutNews({ ...newest, newestPaid: null, nowMs: 0 }).told).toBe(false);
  });
});
