import { type RunningServer, startPriceSource } from '@pooltool/local-cloud';
import { openPriceSource } from '@pooltool/shared-utils/prices';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const CURRENCIES = ['usd', 'btc', 'jpy'];
const DAY = Date.UTC(2024, 11, 30);

let server: RunningServer;
beforeAll(async () => {
  server = await startPriceSource({ currencies: CURRENCIES });
});
afterAll(() => server.stop());

describe('the price source on this machine', () => {
  test('tells a price in every currency that is asked for, the same every time', async () => {
    const source = openPriceSource({ url: server.url });
    const now = await source.pricesNow(CURRENCIES);
    expect([...now.keys()]).toEqual(CURRENCIES);
    expect(await source.pricesNow(CURRENCIES)).toEqual(now);
  });

  test('tells those of a day, others on another day', async () => {
    const source = openPriceSource({ url: server.url });
    const midnight = await source.pricesAtMidnight(DAY, CURRENCIES);
    expect([...midnight.keys()]).toEqual(CURRENCIES);
    expect(await source.pricesAtMidnight(DAY, CURRENCIES)).toEqual(midnight);
    expect(await source.pricesAtMidnight(DAY + 86_400_000, CURRENCIES)).not.toEqual(midnight);
  });

  test('knows cardano only, and no other question', async () => {
    const status = async (path: string) => (await fetch(`${server.url}${path}`)).status;
    expect(await status('/simple/price?ids=bitcoin&vs_currencies=usd')).toBe(404);
    expect(await status('/coins/cardano/history?date=yesterday')).toBe(404);
    expect(await status('/')).toBe(404);
  });
});
