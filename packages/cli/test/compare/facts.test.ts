import { describe, expect, test } from 'vitest';
import { compareFacts, fact } from '../../src/compare/facts.ts';
import { ledgerFacts } from '../../src/compare/ledger-facts.ts';

const stake = (who: string, amount: bigint) => fact('stake', `active epoch 2, ${who}`, amount);

describe('comparing facts', () => {
  test('the same facts in another order agree', () => {
    const [a, b] = [stake('key:aa', 5n), stake('key:bb', 7n)];
    expect(compareFacts([a, b], [b, a])).toEqual({ compared: 2, mismatches: [] });
  });

  test('one lovelace of difference is named with its place, what was expected and what was found', () => {
    const found = compareFacts([stake('key:aa', 9_007_199_254_740_993n)], [stake('key:aa', 9_007_199_254_740_992n)]);
    expect(found.mismatches).toEqual([
      {
        what: 'stake',
        where: 'active epoch 2, key:aa',
        expected: '9007199254740993',
        got: '9007199254740992',
      },
    ]);
  });

  test('what is missing is a mismatch', () => {
    expect(compareFacts([stake('key:aa', 5n)], []).mismatches).toMatchObject([{ expected: '5', got: 'nothing' }]);
  });

  test('what nobody expected is a mismatch where others of its kind were expected', () => {
    const found = compareFacts([stake('key:aa', 5n)], [stake('key:aa', 5n), stake('key:bb', 1n)]);
    expect(found.mismatches).toMatchObject([{ where: 'active epoch 2, key:bb', expected: 'nothing', got: '1' }]);
  });

  test('kinds of facts that the expectation does not speak of are left alone', () => {
    expect(compareFacts([stake('key:aa', 5n)], [stake('key:aa', 5n), fact('fees', 'epoch 2', 1)]).mismatches).toEqual(
      [],
    );
  });

  test('a margin of 5/100 and one of 1/20 are the same', () => {
    const pool = { poolId: 'aa', pledge: 0n, cost: 1n, rewardAccount: 'key:aa', owners: ['b', 'a'] };
    const written = ledgerFacts.snapshotPool(2, { ...pool, margin: { numerator: 5n, denominator: 100n } });
    const reduced = ledgerFacts.snapshotPool(2, {
      ...pool,
      owners: ['a', 'b'],
      margin: { numerator: 1n, denominator: 20n },
    });
    expect(written).toEqual(reduced);
  });
});
