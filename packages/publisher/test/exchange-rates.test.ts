import { PRICE_CURRENCIES, unixMs } from '@pooltool/domain';
import { exchangeRatesRecord } from '@pooltool/store/website';
import { describe, expect, test } from 'vitest';

const paidAtMs = unixMs(Date.UTC(2026, 10, 20, 21, 44, 51, 999));

describe('the exchange rates of an epoch', () => {
  test('are numbers in all 58 currencies and 1 in ada, with the second of the payout', () => {
    const rates = new Map(PRICE_CURRENCIES.map((code, index) => [code, `${index}.25`]));
    const { rewardDate, adaPrices } = exchangeRatesRecord({ paidAtMs, rates });
    expect(rewardDate).toBe(Math.floor(Date.UTC(2026, 10, 20, 21, 44, 51) / 1000));
    const prices = Object.entries(Object(adaPrices));
    expect(prices).toHaveLength(59);
    expect(prices.every(([, price]) => typeof price === 'number' && Number.isFinite(price))).toBe(true);
    expect(adaPrices).toMatchObject({ aed: 0.25, zar: 57.25, ada: 1 });
  });

  test('say nothing of a currency without a price, and never null', () => {
    expect(exchangeRatesRecord({ paidAtMs, rates: new Map([['btc', '8.9e-06']]) })).toEqual({
      rewardDate: 1_795_211_091,
      adaPrices: { btc: 0.0000089, ada: 1 },
    });
    expect(exchangeRatesRecord({ paidAtMs, rates: new Map() }).adaPrices).toEqual({ ada: 1 });
  });
});
