import { epoch, unixMs } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { type ExchangeRates, exchangeRates, exchangeRatesOf, saveExchangeRates } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const rates = (earned: number, usd: string): ExchangeRates => ({
  earned: epoch(earned),
  paidAtMs: unixMs(1_000_000 + earned),
  pricedAtMs: unixMs(1_000_123 + earned),
  askedAtMs: unixMs(2_000_456 + earned),
  rates: new Map([
    ['usd', usd],
    ['btc', '1.10e-05'],
  ]),
});

const save = (of: ExchangeRates) => inTransaction(database.pool, (tx) => saveExchangeRates(tx, of));

test('exchange rates are read as they were saved, every digit and millisecond, and their document is drawn anew', async () => {
  const five = rates(5, '0.351234567890123456789012345');
  await save(rates(7, '1'));
  await save(rates(5, '2'));
  await save(five);
  await save(rates(6, '3'));
  expect(await exchangeRates(database.pool, { from: epoch(5), to: epoch(6) })).toEqual([five, rates(6, '3')]);
  expect(await exchangeRates(database.pool, { from: epoch(8), to: epoch(99) })).toEqual([]);
  expect(await exchangeRatesOf(database.pool, [epoch(7), epoch(1)])).toEqual([rates(7, '1')]);
  const { rows } = await database.pool.query(
    `select kind, subject from document_mark where kind = 'exchange_rates' order by subject`,
  );
  expect(rows).toEqual(['5', '6', '7'].map((subject) => ({ kind: 'exchange_rates', subject })));
});
