import { epoch, PRICE_CURRENCIES, unixMs } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { saveExchangeRates } from '@pooltool/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { redraw } from '../src/redraw.ts';
import { type Fields, shapeFaults } from './shape.ts';
import { openStage, type Stage } from './stage.ts';

/** clients.md 1.1: seconds, and a number for every code, ada's own too */
const EXCHANGE_RATES: Fields = {
  rewardDate: 'int',
  adaPrices: Object.fromEntries([...PRICE_CURRENCIES, 'ada'].map((code) => [code, 'number'])),
};

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const document = () => stage.read('epoch_exchange_rates/7');

test('exchange rates are shown as soon as they are known, under the epoch that was earned, and drawn anew when asked', async () => {
  const { pool } = stage.database;
  await redraw(pool, { kinds: ['exchange_rates'] });
  await stage.drain();
  expect(stage.read('epoch_exchange_rates')).toBeNull();

  const moment = unixMs(Date.UTC(2026, 10, 20, 21, 44, 51));
  const rates = new Map(PRICE_CURRENCIES.map((code, index) => [code, `${index}.25`]));
  await inTransaction(pool, (tx) =>
    saveExchangeRates(tx, { earned: epoch(7), paidAtMs: moment, pricedAtMs: moment, askedAtMs: moment, rates }),
  );
  await stage.drain();
  expect(shapeFaults(document(), EXCHANGE_RATES)).toEqual([]);
  expect(document()).toMatchObject({ rewardDate: 1_795_211_091, adaPrices: { aed: 0.25, ada: 1 } });

  await stage.sinks.firebase.update(new Map([['epoch_exchange_rates/7', null]]));
  await redraw(pool, { kinds: ['exchange_rates'], evenIfUnchanged: true });
  await stage.drain();
  expect(document()).toMatchObject({ adaPrices: { ada: 1 } });
});
