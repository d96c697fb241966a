import {
  canonicalJson,
  type JsonValue,
  jsonInvalid,
  jsonTooLarge,
  parseLossless,
  stringifyLossless,
} from '@pooltool/shared-utils/json';
import fc from 'fast-check';
import { parse } from 'lossless-json';
import { describe, expect, test } from 'vitest';

/** What lossless-json, a parser written by others in another way, makes of a text by the same rule of numbers. */
function reference(text: string): unknown {
  return parse(text, null, (digits) => {
    const number = Number(digits);
    return /^-?\d+$/.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
  });
}

/** Names that JSON.parse and lossless-json both take for names (lossless-json assigns, so __proto__ is left to a test below). */
const fieldName = fc
  .oneof(fc.string(), fc.constantFrom('1', '2', '"', '\\', 'constructor'))
  .filter((name) => name !== '__proto__');

const { value: anyJson } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.oneof(
      fc.integer(),
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .filter((x) => !Number.isInteger(x) || Number.isSafeInteger(x)),
    ),
    fc.oneof(fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }), fc.bigInt({ min: -(2n ** 70n), max: -(2n ** 53n) })),
    fc.oneof(fc.string(), fc.constantFrom('12345678901234567890', '\\', '"9007199254740993"', '\\"[[', '\u2028')),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fieldName, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

/** −0 is written as 0; inside a text or a name it is not a number. */
const withoutNegativeZero = (json: string) =>
  json.replaceAll(/"(?:\\.|[^"\\])*"|-0(?![.\d])/g, (found) => (found.startsWith('"') ? found : '0'));

describe('JSON without a digit lost', () => {
  test('integers beyond 2^53 are bigints, all others numbers', () => {
    expect(parseLossless('[9007199254740991, 9007199254740992, -9007199254740993, 18446744073709551615]')).toEqual([
      9007199254740991,
      9007199254740992n,
      -9007199254740993n,
      18446744073709551615n,
    ]);
    expect(parseLossless('[1e30, 0.12345678901234567890, 1234567890123456.5, -0, "12345678901234567890"]')).toEqual([
      1e30,
      0.12345678901234568,
      1234567890123456.5,
      -0,
      '12345678901234567890',
    ]);
  });

  test('whatever is written is read back the same, and as lossless-json reads it', () => {
    fc.assert(
      fc.property(anyJson, fc.constantFrom(0, 1), (value, indent) => {
        const text = stringifyLossless(value, indent);
        const read = parseLossless(text);
        expect(read).toEqual(reference(text));
        expect(stringifyLossless(read, indent)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  test('names written with a backslash are their own, whatever was parsed before (nodejs/node#63785)', () => {
    const names = ['\\', '"', '\n', '\u0001', 'a\\', 'a\n', 'a"'];
    for (const before of names) {
      for (const name of names) {
        parseLossless(JSON.stringify({ k: 1, [before]: 2 }));
        expect(parseLossless(`{"k":1,${JSON.stringify(name)} : 2}`)).toEqual({ k: 1, [name]: 2 });
      }
    }
    expect(parseLossless('{"\\u0061": "\\u0062"}')).toEqual({ a: 'b' });
  });

  test('of equal names the last counts, and blanks count nothing, by both readers', () => {
    for (const big of ['1', '12345678901234567890']) {
      const text = ` {\n"a" :\t${big} , "a":[ ] ,"b": { } , "c" : [ true,false , null ]\r}\n`;
      expect(parseLossless(text)).toEqual({ a: [], b: {}, c: [true, false, null] });
    }
  });

  test('a text of any digits is read as lossless-json reads it', () => {
    const number = fc.stringMatching(/^-?(0|[1-9]\d{0,24})(\.\d{1,20})?([eE][+-]?\d{1,2})?$/);
    const written = fc.array(fc.tuple(number, fc.constantFrom('', ' ', '\n\t'), fc.constantFrom('"\\\\"', '"a\\"1"')));
    fc.assert(
      fc.property(written, (items) => {
        const text = `[${items.map(([digits, blank, text]) => `${blank}${digits}${blank},${text}`).join(',')}]`;
        expect(parseLossless(text)).toEqual(reference(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(['', '{', '{"a":1,}', '[01]', '"', '"\\"', '12345678901234567890x', 'undefined', '[1] 2'])(
    'refuses %j, which is not JSON',
    (text) => {
      const read = () => parseLossless(text);
      expect(read).toThrow(expect.objectContaining({ code: jsonInvalid.code, disposition: 'reject' }));
    },
  );

  test('refuses what is too long or too deep before it is parsed', () => {
    const tooLarge = expect.objectContaining({ code: jsonTooLarge.code, status: 413 });
    expect(() => parseLossless('[1,2,3]', { maxLength: 6 })).toThrow(tooLarge);
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(() => parseLossless(nested(513))).toThrow(tooLarge);
    expect(() => parseLossless('['.repeat(1_000_000))).toThrow(tooLarge);
    expect(() => parseLossless(`[${'9'.repeat(4_097)}]`)).toThrow(tooLarge);
    expect(parseLossless('9'.repeat(4_096))).toBe(10n ** 4_096n - 1n);
    expect(() => parseLossless(nested(512))).not.toThrow();
    expect(parseLossless('["[[[\\"[[["]', { maxDepth: 1 })).toEqual(['[[["[[[']);
  });

  test.each(['', ',"big":12345678901234567890'])('a field named __proto__ reaches no prototype%s', (more) => {
    const text = `{"__proto__":{"admin":true}${more}}`;
    const value = parseLossless(text);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.hasOwn(Object(value), '__proto__')).toBe(true);
    expect('admin' in {}).toBe(false);
    expect(stringifyLossless(value)).toBe(text);
    expect(canonicalJson(value)).toContain('"__proto__":{"admin":true}');
  });

  test('a number that JSON cannot hold is refused, not turned into null', () => {
    expect(() => stringifyLossless({ ros: Number.NaN })).toThrow('JSON has no NaN (field ros)');
    expect(() => canonicalJson([Number.POSITIVE_INFINITY])).toThrow('JSON has no Infinity');
  });
});

describe('canonical JSON', () => {
  test('sorts names, leaves out blanks and undefined fields', () => {
    expect(canonicalJson({ b: [1, { z: 2n, a: null }], a: 'x', gone: undefined, '10': 1, '9': 2 })).toBe(
      '{"10":1,"9":2,"a":"x","b":[1,{"a":null,"z":2}]}',
    );
  });

  test('is the same for the same value, however its names were ordered, and means the value', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(parseLossless(text)).toEqual(parseLossless(withoutNegativeZero(stringifyLossless(value))));
      }),
    );
  });
});

/** The same value with the names of every object in the opposite order. */
function reversed(value: JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, field]) => [name, reversed(field)]),
  );
}
