import { PRICE_CURRENCIES, subjectOf } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { type ExchangeRates, exchangeRatesOf } from '@pooltool/store';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

/** Under the epoch the rewards were earned in (original.md 2.4); nothing where no prices are known. */
export const exchangeRatesDocument = family({
  kind: 'exchange_rates',
  read: subjectOf.epoch,
  load: async (db, subjects) => new Map((await exchangeRatesOf(db, subjects)).map((one) => [one.earned, one])),
  draw: (earned, found) => {
    const rates = found.get(earned);
    return oneValue(`epoch_exchange_rates/${earned}`, rates === undefined ? null : exchangeRatesRecord(rates));
  },
});

/** When the rewards were paid, in seconds, and what an ada cost then. Without a price a currency is left out, not null. */
export const exchangeRatesRecord = ({ paidAtMs, rates }: Pick<ExchangeRates, 'paidAtMs' | 'rates'>): JsonObject => ({
  rewardDate: Math.floor(paidAtMs / 1000),
  adaPrices: { ...Object.fromEntries(PRICE_CURRENCIES.flatMap((code) => priceField(code, rates.get(code)))), ada: 1 },
});

const priceField = (code: string, text: string | undefined): (readonly [string, number])[] =>
  text === undefined ? [] : [[code, Number(text)]];
