import { type JsonValue, parseLossless, stringifyLossless } from '@pooltool/shared-utils/json';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ogmiosAnswerUnknown } from '../../src/ogmios/errors.ts';
import { backOffMs } from '../../src/ogmios/wire/back-off.ts';
import { JsonSlice } from '../../src/ogmios/wire/json-slice.ts';
import { isAsked, readResult } from './asked.ts';
import { asObject, ifPresent, isList, ogmiosDataAbsent, recordedAnswers } from './recorded.ts';

const sliceOf = (text: string): JsonSlice => new JsonSlice(Buffer.from(text));

/** A value put together from slices alone. */
function sliced(slice: JsonSlice): unknown {
  if (slice.isObject) return Object.fromEntries([...slice.fields()].map(([name, of]) => [name, sliced(of)]));
  if (slice.isList) return [...slice.items()].map(sliced);
  return slice.parse();
}

describe('a JSON slice', () => {
  test('taken apart and put together again, any JSON is what parsing makes of it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(sliced(sliceOf(text))).toEqual(parseLossless(text));
      }),
    );
  });

  test('half of an answer, or one with something behind it, is none', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (value, at) => {
        const text = JSON.stringify(value);
        const half = text.slice(0, at % text.length);
        expect(() => sliced(sliceOf(half))).toThrow(/no JSON/);
        expect(() => [...sliceOf(`${text}x`).fields()]).toThrow(/no JSON/);
      }),
    );
  });

  test('what is nested a hundred thousand deep is stepped over', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const names = [...sliceOf(`{"metadata":${deep},"id":1}`).fields()].map(([name]) => name);
    expect(names).toEqual(['metadata', 'id']);
  });
});

test('no digit of any amount is lost', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (a, b) => {
      const ada = (lovelace: bigint): JsonValue => ({ ada: { lovelace } });
      expect(readResult('queryLedgerState/treasuryAndReserves', { treasury: ada(a), reserves: ada(b) })).toEqual({
        treasury: a,
        reserves: b,
      });
    }),
  );
});

test('no digit of any share is lost', () => {
  const pool = 'pool1qqa8tkycj4zck4sy7n8mqr22x5g7tvm8hnp9st95wmuvvtw28th';
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), fc.bigInt({ min: 1n, max: 2n ** 200n }), (n, d) => {
      const told = { [pool]: { stake: `${n}/${d}`, vrf: '00'.repeat(32) } };
      const made = readResult('queryLedgerState/liveStakeDistribution', told);
      expect(made instanceof Map ? [...made.values()] : made).toMatchObject([
        { share: { numerator: n, denominator: d } },
      ]);
    }),
  );
});

describe(`a recorded answer with one thing wrong${ifPresent}`, () => {
  const answers = ogmiosDataAbsent ? [] : recordedAnswers().filter(({ body }) => isAsked(String(body.method)));

  test.each(answers)('$body.method: refused with the path of what is wrong, or it is of no use to us', ({ body }) => {
    const method = String(body.method);
    const places = placesIn(body.result);
    const whole = stringifyLossless(body.result);
    let refused = 0;
    for (const place of places) {
      for (const wrong of [[], { no: 1 }, true, 'x', -1.5]) {
        const mutated = replaced(body.result, place, wrong);
        if (stringifyLossless(mutated) === whole) continue;
        const path = pathOfRefusal(method, mutated);
        if (path === null) continue;
        refused += 1;
        // The path leads to the wrong place, or to what is missing in it or beside it.
        expect(path.startsWith(method)).toBe(true);
        const parent = place.slice(0, -1).reduce<string>((at, step) => at + stepText(step), method);
        expect(path.startsWith(parent)).toBe(true);
      }
    }
    expect(refused).toBeGreaterThan(places.length);
  });
});

type Step = string | number;

/** Every place in a value: the leaves, and what holds them. */
function placesIn(value: JsonValue | undefined, at: readonly Step[] = []): (readonly Step[])[] {
  if (isList(value)) return [at, ...value.flatMap((item, index) => placesIn(item, [...at, index]))];
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, field]) => placesIn(field, [...at, name]))];
}

function replaced(
  value: JsonValue | undefined,
  [step, ...rest]: readonly Step[],
  by: JsonValue,
): JsonValue | undefined {
  if (step === undefined) return by;
  if (isList(value)) return value.map((item, index) => (index === step ? (replaced(item, rest, by) ?? null) : item));
  const object = asObject(value);
  return { ...object, [step]: replaced(object[step], rest, by) };
}

const stepText = (step: Step): string => (typeof step === 'number' ? `[${step}]` : `.${step}`);

function pathOfRefusal(method: string, result: JsonValue | undefined): string | null {
  try {
    readResult(method, result);
    return null;
  } catch (error) {
    if (ogmiosAnswerUnknown.is(error)) return String(error.details.path);
    throw error;
  }
}

test('whoever comes back waits ever longer, at most half a minute, and no two alike', () => {
  expect([1, 2, 3, 4].map((failures) => backOffMs(failures, () => 0))).toEqual([125, 250, 500, 1000]);
  expect(backOffMs(1_000_000, () => 0.999)).toBeLessThan(30_000);
  expect(backOffMs(20, () => 0)).toBe(15_000);
});
