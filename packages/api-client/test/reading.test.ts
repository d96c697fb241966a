import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf } from '../src/calls/address-of.ts';
import { failureOf } from '../src/calls/failure-of.ts';
import { keepAnswers } from '../src/calls/kept-answers.ts';
import { nextIn } from '../src/calls/pages.ts';
import { readJson } from '../src/calls/read-body.ts';

describe('a body', () => {
  test('keeps every digit of an amount beyond 2^53, and makes no bigint of one that is not', () => {
    expect(readJson('{"staked":21700000000000001,"saturation":63250000000001,"ros":0.0231}')).toEqual({
      staked: 21_700_000_000_000_001n,
      saturation: 63_250_000_000_001,
      ros: 0.0231,
    });
    expect(readJson('[9007199254740991,9007199254740993,-9007199254740993]')).toEqual([
      9_007_199_254_740_991,
      9_007_199_254_740_993n,
      -9_007_199_254_740_993n,
    ]);
  });

  test('of whole numbers is what was written, whatever their size and wherever they stand', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })), (amounts) => {
        const read: readonly (number | bigint)[] = readJson(`{"of": [${amounts.join(' , ')}]}`).of;
        expect(read.map(BigInt)).toEqual(amounts);
        for (const one of read) expect(typeof one === 'bigint' || Number.isSafeInteger(one)).toBe(true);
      }),
    );
  });

  test('of texts and fractions is what JSON.parse reads', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true }))),
        (values) => {
          const text = JSON.stringify({
            values,
            digits: '12345678901234567890',
            long: 12345678901234567890n.toString(),
          });
          expect(readJson(text)).toEqual(JSON.parse(text));
        },
      ),
    );
  });
});

describe('an address', () => {
  test('has its parts escaped, and leaves out what is not given', () => {
    expect(
      addressOf('https://api.test/', '/v1/pools/{pool}', { path: { pool: 'a/../b?c' }, query: { a: undefined, b: 1 } }),
    ).toBe('https://api.test/v1/pools/a%2F..%2Fb%3Fc?b=1');
  });

  test('is none without what its path needs', () => {
    expect(() => addressOf('https://api.test', '/v1/pools/{pool}', {})).toThrow('/v1/pools/{pool} needs path.pool');
    expect(() => addressOf('https://api.test', '/v1/pools/{pool}', { path: { pool: '' } })).toThrow('path.pool');
  });
});

describe('a failure', () => {
  const failed = (status: number, text: string, headers = {}) =>
    failureOf({ status, headers: new Headers(headers) }, text);

  test('has the code of the API, also one that this client does not know', () => {
    const error = { code: 'POOLTOOL_NEW', message: 'm', whatToDo: 'w', details: { a: 1 } };
    expect(failed(503, JSON.stringify({ error }), { 'retry-after': '5' })).toMatchObject({
      ...error,
      status: 503,
      retryAfterSeconds: 5,
    });
  });

  test('is told as one of something in between when it has no shape of ours', () => {
    for (const text of [
      '<html>502 Bad Gateway</html>',
      '',
      'null',
      '[]',
      '"x"',
      '{"error":"x"}',
      '{"error":{"code":3}}',
    ])
      expect(failed(502, text)).toMatchObject({ code: 'CLIENT_UNREADABLE_ANSWER', status: 502 });
  });
});

test('the answers that are kept are those used last', () => {
  const kept = keepAnswers(2);
  const answer = (etag: string) => ({ etag, body: etag, headers: new Headers() });
  kept.set('a', answer('a'));
  kept.set('b', answer('b'));
  kept.get('a');
  kept.set('c', answer('c'));
  expect(['a', 'b', 'c'].map((key) => kept.get(key)?.etag)).toEqual(['a', undefined, 'c']);
  const nothing = keepAnswers(0);
  nothing.set('a', answer('a'));
  expect(nothing.get('a')).toBeUndefined();
});

test('the next page is what the Link header says, and none without one', () => {
  expect(nextIn('<https://api.test/v1/epochs.csv?limit=2&cursor=WyJl%2B>; rel="next"')).toBe('WyJl+');
  expect([nextIn(null), nextIn('<https://api.test/>; rel="prev"')]).toEqual([null, null]);
});
