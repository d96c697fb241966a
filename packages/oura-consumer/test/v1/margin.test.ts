import { ratioText } from '@pooltool/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simplestRatio } from '../../src/v1/margin.ts';
import { relayOf } from '../../src/v1/relay.ts';

describe('a margin that Oura divided', () => {
  test.each([
    [0, '0/1'],
    [1, '1/1'],
    [0.05, '1/20'],
    [0.1, '1/10'],
    [0.019, '19/1000'],
    [1 / 3, '1/3'],
    [0.0714, '357/5000'],
  ])('of %d was %s', (margin, text) => {
    expect(ratioText(simplestRatio(margin))).toBe(text);
  });

  test('comes back in lowest terms when its terms are below 2^26, and with the same quotient when they are not', () => {
    const word = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n });
    const small = fc.bigInt({ min: 1n, max: 2n ** 26n - 1n });
    const pairs = fc.oneof(fc.tuple(small, small), fc.tuple(word, word));
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [n, d] = a < b ? [a, b] : [b, a];
        const { numerator, denominator } = simplestRatio(Number(n) / Number(d));
        expect(Number(numerator) / Number(denominator)).toBe(Number(n) / Number(d));
        if (d < 2n ** 26n) expect(numerator * d).toBe(n * denominator);
      }),
    );
  });
});

test.each([
  ['1.2.3.4', { kind: 'address', port: null, ipv4: '1.2.3.4', ipv6: null }],
  ['1.2.3.4:3001', { kind: 'address', port: 3001, ipv4: '1.2.3.4', ipv6: null }],
  ['relay.pool.io:3001', { kind: 'host', port: 3001, name: 'relay.pool.io' }],
  ['relays.pool.io', { kind: 'host', port: null, name: 'relays.pool.io' }],
  [':3001', { kind: 'address', port: 3001, ipv4: null, ipv6: null }],
  ['', { kind: 'address', port: null, ipv4: null, ipv6: null }],
])('the relay text %j is what it says', (text, relay) => {
  expect(relayOf(text)).toEqual(relay);
});
