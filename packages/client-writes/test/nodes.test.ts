import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AlertBook, alertKey } from '../src/alert-book.ts';
import { Changes } from '../src/changes.ts';
import { alertsOfPool } from '../src/nodes/alert-nodes.ts';
import { contactOf, deviceOf, nicknamesIn } from '../src/nodes/user-nodes.ts';
import { adminMessages } from '../src/words/admin-messages.ts';
import { delegatorUpdate, nickname, poolGroup, poolImposter, poolNote } from '../src/words/words.ts';

const POOL = 'a'.repeat(56);
const USER = '11111111-1111-4111-8111-111111111111';
const token = (name: string): string => `fcm-${name}`.padEnd(40, '_');

describe('an alert', () => {
  test('is read with its terms', () => {
    const { alerts, refused } = alertsOfPool(POOL, {
      block_production: { [token('a')]: { enabled: true } },
      fee: { [token('a')]: { fixedFee: 340_000_000, variableFee: 2.5, pledge: 0 } },
      saturation: { [token('b')]: { limit: 0.999 } },
    });
    expect(refused).toBe(0);
    expect(alerts.map(({ kind, token: of, terms }) => [kind, of, terms])).toEqual([
      ['block_production', token('a'), { enabled: true }],
      ['fee', token('a'), { fixedFee: 340_000_000, variableFee: 2.5, pledge: 0 }],
      ['saturation', token('b'), { limit: 0.999 }],
    ]);
  });

  test.each([
    ['of another kind', { roi: { [token('a')]: { enabled: true } } }],
    ['switched off', { pledge: { [token('a')]: { enabled: false } } }],
    ['of no token', { pledge: { x: { enabled: true } } }],
    ['that lacks a term', { fee: { [token('a')]: { fixedFee: 1, variableFee: 1 } } }],
    ['beyond what there is', { fee: { [token('a')]: { fixedFee: 1e18, variableFee: 1, pledge: 1 } } }],
    ['that is no map', { pledge: { [token('a')]: true } }],
  ])('%s is none', (_, node) => {
    expect(alertsOfPool(POOL, node)).toEqual({ alerts: [], refused: 1 });
  });

  test('of whatever stands there is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (node) => {
        expect(alertsOfPool(POOL, node).alerts).toEqual([]);
        expect(deviceOf(USER, node)).toBeNull();
        expect(nicknamesIn(node).size).toBe(0);
        contactOf(USER, { privMeta: node, pubMeta: node });
        for (const word of [poolNote, poolGroup, poolImposter, delegatorUpdate, nickname, adminMessages])
          word.parse(node);
      }),
    );
  });
});

describe('the book of alerts', () => {
  const pledge = (...names: readonly string[]) => ({
    pledge: Object.fromEntries(names.map((name) => [token(name), { enabled: true }])),
  });

  test('tells what changed of a pool, and nothing when nothing did', () => {
    const book = new AlertBook(10);
    expect(book.changeTo(POOL, pledge('a', 'b')).set).toHaveLength(2);
    expect(book.changeTo(POOL, pledge('a', 'b'))).toEqual({ set: [], removed: [] });
    const { set, removed } = book.changeTo(POOL, pledge('b', 'c'));
    expect([set.map((one) => one.token), removed.map((one) => one.token)]).toEqual([[token('c')], [token('a')]]);
    expect(book.changeTo(POOL, undefined).removed).toHaveLength(2);
    expect(book.size).toBe(0);
  });

  test('keeps those that were there when there is no room for more', () => {
    const book = new AlertBook(2);
    book.changeTo(POOL, pledge('x', 'y'));
    expect(book.changeTo(POOL, pledge('a', 'x', 'y'))).toEqual({ set: [], removed: [] });
    expect([book.size, book.leftOut]).toEqual([2, 1]);
    expect(book.changeTo('b'.repeat(56), pledge('z')).set).toEqual([]);
  });

  test('adds up to what stands there, whatever came before', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b'), names), { minLength: 1 }), (steps) => {
        const book = new AlertBook(100);
        const kept = new Set<string>();
        const last = new Map<string, readonly string[]>();
        for (const [pool, all] of steps) {
          const { set, removed } = book.changeTo(pool.repeat(56), pledge(...all));
          for (const alert of set) kept.add(alertKey(alert));
          for (const alert of removed) kept.delete(alertKey(alert));
          last.set(pool, all);
        }
        const expected = [...last].flatMap(([pool, all]) =>
          all.map((one) => `${pool.repeat(56)}/pledge/${token(one)}`),
        );
        expect([...kept].sort()).toEqual(expected.sort());
        expect(book.size).toBe(expected.length);
      }),
    );
  });
});

describe('what a user tells', () => {
  test('is an address and a name, whichever client wrote it', () => {
    const told = (privMeta: unknown, pubMeta: unknown) => contactOf(USER, { privMeta, pubMeta });
    expect(told({ myEmail: 'me@example.org' }, undefined)).toEqual({
      user: USER,
      email: 'me@example.org',
      nickName: null,
    });
    expect(told(undefined, { nickname: ' Me\u0000 ' })).toEqual({ user: USER, email: null, nickName: 'Me' });
    expect(told({ myEmail: 'nowhere' }, { nickName: 'x'.repeat(61) })).toBeNull();
    expect(contactOf('somebody', { privMeta: { myEmail: 'me@example.org' }, pubMeta: undefined })).toBeNull();
  });

  test('his device is known by its token, and his old password is not looked at', () => {
    expect(deviceOf(USER, { gcm_token: token('a'), passwordHash: '$2b$…' })).toEqual({ user: USER, token: token('a') });
    expect(deviceOf(USER, { passwordHash: '$2b$…' })).toBeNull();
  });

  test('names are of addresses', () => {
    const names = nicknamesIn({
      myAddresses: { [POOL]: { nickname: 'Savings' }, nonsense: { nickname: 'x' }, ['b'.repeat(56)]: true },
    });
    expect([...names]).toEqual([[POOL, 'Savings']]);
  });
});

test('of changes to one key the newest waits, also when it comes while the one before is saved', () => {
  const changes = new Changes<{ key: string; value: number }>(({ key }) => key);
  changes.set({ key: 'a', value: 1 });
  changes.set({ key: 'b', value: 1 });
  const taken = changes.taken();
  changes.remove({ key: 'a', value: 0 });
  changes.done(taken);
  expect(changes.taken()).toEqual([{ row: { key: 'a', value: 0 }, removed: true }]);
});
