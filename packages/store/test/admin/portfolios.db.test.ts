import { inTransaction } from '@pooltool/shared-utils/pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  administrationActs,
  type Portfolio,
  portfolioIn,
  readPortfolios,
  replacePortfolios,
} from '../../src/admin/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const POOL = 'ab'.repeat(28);
const portfolio = (id: string, more: Partial<Portfolio> = {}): Portfolio => ({
  id,
  name: `the ${id}`,
  description: '',
  pools: [POOL],
  display: true,
  disabled: false,
  adafolio: true,
  created_at: 1_640_000_000,
  ...more,
});
const replace = (...portfolios: Portfolio[]) =>
  inTransaction(database.pool, (tx) => replacePortfolios(tx, { portfolios, user: null, nowMs: 5 }));

describe('a portfolio of the old backend', () => {
  test('is read as it is, with pools by their ids alone', () => {
    expect(
      portfolioIn('a', { ...portfolio('a'), pools: { 0: { pool_id: POOL, ticker: 'AB' }, 2: 'cd'.repeat(28) } }),
    ).toEqual(portfolio('a', { pools: [POOL, 'cd'.repeat(28)] }));
  });

  test('that was disabled has what is left of it', () => {
    expect(portfolioIn('a', { id: 'a', disabled: true, display: false })).toEqual(
      portfolio('a', { name: '', pools: [], display: false, disabled: true, adafolio: false, created_at: 0 }),
    );
  });

  test.each([null, 5, 'text', [], true])('that is %j is none', (value) => {
    expect(portfolioIn('a', value)).toBeNull();
  });
});

test('portfolios are replaced as a whole, which is an act and has the file drawn', async () => {
  await replace(portfolio('b'), portfolio('a'));
  expect(await readPortfolios(database.pool)).toEqual([portfolio('a'), portfolio('b')]);
  await replace(portfolio('c'));
  expect(await readPortfolios(database.pool)).toEqual([portfolio('c')]);
  expect(await administrationActs(database.pool, { limit: 1 })).toMatchObject([
    { deed: 'portfolios', before: { ids: ['a', 'b'] }, after: { ids: ['c'] } },
  ]);
  const { rows } = await database.pool.query(`select kind from document_mark`);
  expect(rows).toEqual([{ kind: 'portfolios' }]);
});

test('portfolios that two replace at once are one’s or the other’s, never a mixture', async () => {
  await Promise.all([replace(portfolio('x'), portfolio('y')), replace(portfolio('y', { name: 'other' }))]);
  expect([[portfolio('x'), portfolio('y')], [portfolio('y', { name: 'other' })]]).toContainEqual(
    await readPortfolios(database.pool),
  );
});
