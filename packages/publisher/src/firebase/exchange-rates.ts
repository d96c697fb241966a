import { subjectOf } from '@pooltool/domain';
import { exchangeRatesOf } from '@pooltool/store';
import { exchangeRatesRecord } from '@pooltool/store/website';
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
