import { makeSimulation } from '@pooltool/simulator';
import { encodeNewEpochState } from '@pooltool/simulator/dump';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLedgerDump, dumpIsText, dumpLayoutUnknown, dumpTruncated } from '../../src/index.ts';
import { anyForm, anyLedger } from './support/any-ledger.ts';
import { type Said, saidByDecoder } from './support/said.ts';
import { saidByBytes } from './support/said-by-bytes.ts';

const DUMPS = [
  ...fc
    .sample(fc.tuple(anyLedger, anyForm), { numRuns: 24, seed: 3 })
    .map(([ledger, form]) => encodeNewEpochState(ledger, form)),
  ...[
    ...makeSimulation({
      seed: 9,
      epochs: 4,
      epochLength: 100,
      delegators: 30,
      dumpLayouts: ['A', 'A2', 'B', 'C'],
    }).events(),
  ].flatMap((event) => (event.kind === 'dump' ? [event.bytes] : [])),
];

/** What is done to a dump: bytes overwritten, taken out, put in, repeated; or the end cut off. */
const damage = fc.record({
  which: fc.nat(DUMPS.length - 1),
  how: fc.constantFrom('set', 'flip', 'cut out', 'put in', 'repeat', 'end'),
  // Not fc.double: its numbers are spread over exponents, so nearly all of them are nearly 0.
  at: fc.nat({ max: 2 ** 24 - 1 }).map((n) => n / 2 ** 24),
  byte: fc.oneof(
    fc.constantFrom(0x00, 0x9f, 0xbf, 0xff, 0x80, 0xa0, 0xf6, 0x1b, 0x5b, 0x9b),
    fc.integer({ min: 0, max: 255 }),
  ),
  length: fc.integer({ min: 1, max: 80 }),
});
type Damage = typeof damage extends fc.Arbitrary<infer Of> ? Of : never;

function damaged({ which, how, at, byte, length }: Damage): Uint8Array {
  const bytes = Buffer.from(DUMPS[which] ?? []);
  const place = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  if (how === 'end') return before;
  if (how === 'cut out') return Buffer.concat([before, after.subarray(length)]);
  if (how === 'put in') return Buffer.concat([before, Buffer.alloc(length, byte), after]);
  if (how === 'repeat') return Buffer.concat([before, after.subarray(0, length), after]);
  bytes[place] = how === 'set' ? byte : (bytes[place] ?? 0) ^ (1 << (byte % 8));
  return bytes;
}

/** What the decoder says, or that it refused as it should: by its codes, with the place. */
function outcome(bytes: Uint8Array): Said | 'refused' {
  try {
    return saidByDecoder(decodeLedgerDump(bytes));
  } catch (error) {
    if (dumpIsText.is(error)) return 'refused';
    if (!dumpLayoutUnknown.is(error) && !dumpTruncated.is(error)) throw error;
    expect(error.details['offset']).toBeLessThanOrEqual(bytes.length);
    expect(error.details['path']).toEqual(expect.any(String));
    expect(String(error)).toContain(`expected ${String(error.details['expected'])}`);
    return 'refused';
  }
}

describe('a damaged dump', () => {
  test('is refused with the place, or says what its bytes say: judged by a reader of its own', () => {
    let refused = 0;
    let read = 0;
    const property = fc.property(damage, (one) => {
      const bytes = damaged(one);
      const said = outcome(bytes);
      if (said === 'refused') refused += 1;
      else {
        read += 1;
        expect(said).toEqual(saidByBytes(bytes));
      }
    });
    fc.assert(property, { numRuns: 2500 });
    expect(Math.min(refused, read)).toBeGreaterThan(200);
  }, 60_000);

  test('undamaged, both readers say the same of it', () => {
    for (const bytes of DUMPS) expect(saidByDecoder(decodeLedgerDump(bytes))).toEqual(saidByBytes(bytes));
  });

  test('cut anywhere, is truncated, and nothing else', () => {
    for (const bytes of DUMPS.slice(-4)) {
      for (let end = 1; end < bytes.length; end += 61) {
        expect(() => decodeLedgerDump(bytes.subarray(0, end))).toThrow(
          expect.toSatisfy((error: unknown) => dumpTruncated.is(error)),
        );
      }
    }
  });

  test('that promises more than it has, costs no memory', () => {
    const before = process.memoryUsage().arrayBuffers;
    for (const bytes of DUMPS.slice(-4)) {
      for (let place = 0; place < bytes.length; place += 113) {
        const promise = Uint8Array.of(0xbb, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff);
        const grown = Buffer.from(bytes);
        grown.set(promise.subarray(0, grown.length - place), place);
        outcome(grown);
      }
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 28);
  });
});
