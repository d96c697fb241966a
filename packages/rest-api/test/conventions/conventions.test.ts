import fc from 'fast-check';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { lovelaceNumber, lovelaceText, textOf } from '../../src/conventions/amounts.ts';
import { callerAddress } from '../../src/conventions/caller-address.ts';
import { encodingFor } from '../../src/conventions/compression.ts';
import { cellText, csvOf } from '../../src/conventions/csv.ts';
import { cursorAt, positionOf } from '../../src/conventions/cursor.ts';
import { isKnown } from '../../src/conventions/etag.ts';
import { mediaTypeFor } from '../../src/conventions/media-type.ts';
import { tokenBuckets } from '../../src/conventions/token-buckets.ts';
import { cursorInvalid, notAcceptable } from '../../src/errors.ts';

describe('a cursor', () => {
  test('is read back as it was given, by its own list only', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ maxLength: 60 }), (number, text) => {
        const cursor = cursorAt('things', [number, text]);
        expect(positionOf('things', cursor, ['number', 'string'])).toEqual([number, text]);
        expect(() => positionOf('others', cursor, ['number', 'string'])).toThrow(cursorInvalid.says);
        expect(() => positionOf('things', cursor, ['string', 'number'])).toThrow(cursorInvalid.says);
        expect(() => positionOf('things', cursor, ['number'])).toThrow(cursorInvalid.says);
      }),
    );
  });

  test('that nobody gave is refused, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        (text) => {
          expect(() => positionOf('things', text, ['number'])).toThrow(cursorInvalid.says);
        },
      ),
    );
    const huge = Buffer.from('["things",1e400]').toString('base64url');
    expect(() => positionOf('things', huge, ['number'])).toThrow(cursorInvalid.says);
  });
});

describe('a cell of CSV', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['-5', '-5'],
    [-5n, '-5'],
    ['a,b', '"a,b"'],
    ['two\nlines', '"two\nlines"'],
    [null, ''],
    [undefined, ''],
    [45_000_000_000_000_001n, '45000000000000001'],
  ])('%s is written %s', (cell, text) => {
    expect(cellText(cell)).toBe(text);
  });

  test('begins no formula, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const written = cellText(text).replace(/^"/, '');
        expect(/^[=@\t\r\n]/.test(written) || /^[+-](?!\d+(\.\d+)?$)/.test(written)).toBe(false);
      }),
    );
  });

  test('stands under its column, lines end with CRLF', () => {
    const columns = [['epoch', (row: { epoch: number }) => row.epoch]] as const;
    expect(csvOf(columns, [{ epoch: 5 }, { epoch: 4 }])).toBe('epoch\r\n5\r\n4\r\n');
  });
});

describe('buckets of tokens', () => {
  test('never answer more than the burst and what time has added', () => {
    const steps = fc.array(fc.record({ waitMs: fc.nat(3_000), cost: fc.integer({ min: 1, max: 5 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (asked) => {
        const buckets = tokenBuckets({ perSecond: 2, burst: 5 }, { most: 10 });
        let nowMs = 0;
        let spent = 0;
        for (const { waitMs, cost } of asked) {
          nowMs += waitMs;
          if (buckets.take('me', { cost, nowMs }).allowed) spent += cost;
          expect(spent).toBeLessThanOrEqual(5 + (nowMs / 1_000) * 2 + 1e-6);
        }
      }),
    );
  });

  test('allow what they said one had to wait for', () => {
    const buckets = tokenBuckets({ perSecond: 0.5, burst: 4 }, { most: 10 });
    buckets.take('me', { cost: 4, nowMs: 0 });
    const refused = buckets.take('me', { cost: 3, nowMs: 0 });
    expect(refused).toEqual({ allowed: false, left: 0, fullInSeconds: 8, waitSeconds: 6 });
    expect(buckets.take('me', { cost: 3, nowMs: refused.waitSeconds * 1_000 }).allowed).toBe(true);
  });

  test('what costs more than a bucket holds is answered from a full one', () => {
    const buckets = tokenBuckets({ perSecond: 1, burst: 3 }, { most: 10 });
    expect(buckets.take('me', { cost: 10, nowMs: 0 })).toMatchObject({ allowed: true, left: 0 });
    expect(buckets.take('me', { cost: 10, nowMs: 0 })).toMatchObject({ allowed: false, waitSeconds: 3 });
  });

  test('are bounded: who was not heard of longest is forgotten, who just asked is not', () => {
    const buckets = tokenBuckets({ perSecond: 1, burst: 1 }, { most: 3 });
    for (const name of ['a', 'b', 'c', 'a', 'd']) buckets.take(name, { cost: 1, nowMs: 0 });
    expect(buckets.size()).toBe(3);
    expect(buckets.take('a', { cost: 1, nowMs: 0 }).allowed).toBe(false);
    expect(buckets.take('b', { cost: 1, nowMs: 0 }).allowed).toBe(true);
  });
});

test.each([
  ['203.0.113.5', '203.0.113.5'],
  ['::ffff:203.0.113.5', '203.0.113.5'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  // What a proxy of ours wrote that is no bare address: with a port, and what nobody can read.
  ['203.0.113.5:51000', '203.0.113.5'],
  ['[2001:db8:1:2::9]:51000', '2001:db8:1:2::/64'],
  ['unknown', 'no address'],
  ['x'.repeat(9_000), 'no address'],
])('%s asks as %s', (ip, caller) => {
  expect(callerAddress(ip)).toBe(caller);
});

test.each([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/json'],
  ['text/csv', 'text/csv'],
  ['TEXT/CSV; charset=utf-8', 'text/csv'],
  ['text/csv;q=0.5, application/json;q=0.4', 'text/csv'],
  ['text/*', 'text/csv'],
  ['text/*;q=0.1, text/csv;q=0, */*;q=0.05', 'application/json'],
  ['nonsense;;q=x,,text/csv', 'text/csv'],
])('Accept %j is answered with %s', (accept, type) => {
  expect(mediaTypeFor(accept, ['application/json', 'text/csv'])).toBe(type);
});

test('an Accept that takes nothing of ours is refused', () => {
  expect(() => mediaTypeFor('application/json;q=0', ['application/json'])).toThrow('application/json');
  expect(notAcceptable.status).toBe(406);
});

test.each([
  [undefined, null],
  ['identity', null],
  ['gzip', 'gzip'],
  ['gzip, deflate, br', 'br'],
  ['br;q=0.1, gzip', 'gzip'],
  ['*', 'br'],
  ['*;q=0', null],
])('Accept-Encoding %j is answered with %j', (header, encoding) => {
  expect(encodingFor(header)).toBe(encoding);
});

test('a tag is known by weak comparison, in a list, or by *', () => {
  const known = ['W/"abc"', '"abc"', '"x", W/"abc"', '*', ' * '].map((header) => isKnown('W/"abc"', header));
  expect(known).toEqual([true, true, true, true, true]);
  expect([undefined, '', 'abc', '"ab"', 'W/"abcd"'].some((header) => isKnown('W/"abc"', header))).toBe(false);
});

test('an amount keeps every digit: as text in /v1, as a number in the old shapes', () => {
  const amount = 45_000_000_000_000_001n;
  expect(Value.Check(lovelaceText('x'), textOf(amount))).toBe(true);
  expect(Value.Check(lovelaceText('x'), '1.5')).toBe(false);
  expect(Value.Check(lovelaceNumber('x'), 34_277_411)).toBe(true);
  expect(Value.Check(lovelaceNumber('x'), '34277411')).toBe(false);
});
