import { PRICE_CURRENCIES } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { ExchangeRates } from '../../epoch/exchange-rates.ts';

/** The app reads a number for every one of the codes (clients.md 1.6): 0 where nobody told one. */
export const pricesRecord = (rates: ExchangeRates['rates']): Record<string, number> => ({
  ...Object.fromEntries(PRICE_CURRENCIES.map((code) => [code, Number(rates.get(code) ?? 0)])),
  ada: 1,
});

/** When the rewards were paid, in seconds, and what an ada cost then. Without a price a currency is left out, not null. */
export const exchangeRatesRecord = ({ paidAtMs, rates }: Pick<ExchangeRates, 'paidAtMs' | 'rates'>): JsonObject => ({
  rewardDate: Math.floor(paidAtMs / 1000),
  adaPrices: { ...Object.fromEntries(PRICE_CURRENCIES.flatMap((code) => priceField(code, rates.get(code)))), ada: 1 },
});

const priceField = (code: string, text: string | undefined): (readonly [string, number])[] =>
  text === undefined ? [] : [[code, Number(text)]];
