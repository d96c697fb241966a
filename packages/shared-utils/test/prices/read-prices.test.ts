import { pricesUnreadable, readPrices } from '@pooltool/shared-utils/prices';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const read = (prices: string, currencies: readonly string[] = ['usd', 'btc']) =>
  readPrices(`{"cardano":${prices}}`, ['cardano'], currencies);

describe('prices', () => {
  test('keep every digit of the source, also those a number would lose', () => {
    const found = read('{"usd":0.35234109876543210987654321,"btc":1.10e-05,"eur":1}');
    expect([...found]).toEqual([
      ['usd', '0.35234109876543210987654321'],
      ['btc', '1.10e-05'],
    ]);
  });

  test.each([
    ['is missing', '{"usd":1}', 'btc is missing'],
    ['is null', '{"usd":1,"btc":null}', 'btc is null'],
    ['is a text', '{"usd":1,"btc":"2"}', 'btc is a string'],
    ['is nothing', '{"usd":1,"btc":0}', 'btc is 0'],
    ['is below nothing', '{"usd":1,"btc":-0.5}', 'btc is -0.5'],
    ['is too small to be a number', '{"usd":1,"btc":1e-999}', 'btc is 1e-999'],
    ['is too large to be a number', '{"usd":1,"btc":1e999}', 'btc is 1e999'],
    ['has digits without end', `{"usd":1,"btc":0.${'1'.repeat(100)}}`, `btc is 0.${'1'.repeat(58)}`],
  ])('are refused when one %s, and it is named', (_, prices, named) => {
    const reading = () => read(prices);
    expect(reading).toThrow(new RegExp(`of 2 currencies at cardano: ${named}$`));
    expect(reading).toThrow(expect.objectContaining({ code: pricesUnreadable.code, disposition: 'retry' }));
  });

  test.each(['', '<html>', '[]', 'null', '{"cardano":7}', '{"bitcoin":{"usd":1,"btc":1}}', '{"cardano":{"usd":1,'])(
    'are not read from %j',
    (text) => {
      expect(() => readPrices(text, ['cardano'], ['usd'])).toThrow(
        expect.objectContaining({ code: pricesUnreadable.code }),
      );
    },
  );

  test('are not what every object has anyway', () => {
    expect(() => read('{}', ['constructor', 'text', '__proto__'])).toThrow('constructor is missing, text is missing');
  });

  test('that are prices are always read as they were written', () => {
    const price = fc
      .record({
        whole: fc.nat(),
        fraction: fc.stringMatching(/^\d{0,20}[1-9]$/),
        exponent: fc.integer({ min: -20, max: 20 }),
      })
      .map(({ whole, fraction, exponent }) => `${whole}.${fraction}e${exponent}`);
    fc.assert(
      fc.property(price, (text) => {
        expect(read(`{"usd":${text}}`, ['usd']).get('usd')).toBe(text);
      }),
    );
  });
});
