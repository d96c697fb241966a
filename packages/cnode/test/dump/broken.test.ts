import { PoolToolError } from '@pooltool/shared-utils/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLedgerDump, dumpIsText, dumpLayoutUnknown, dumpTruncated } from '../../src/index.ts';
import { ARBITRARY, DEVNET, EPOCH_4, ifPresent, sample, samplesAbsent, wrapped } from './samples.ts';

/** What decoding ended with: nothing, or the error. */
function endOf(bytes: Uint8Array): unknown {
  try {
    decodeLedgerDump(bytes);
    return null;
  } catch (error) {
    return error;
  }
}

describe.skipIf(samplesAbsent)(`a broken dump is refused${ifPresent}`, () => {
  const all = [...DEVNET, EPOCH_4].flatMap((name) => [name, wrapped(name)]);

  test('cut at any place, it says that it is cut, at which byte and where', () => {
    for (const name of all) {
      const bytes = sample(name);
      for (let end = 0; end < bytes.length; end += 97) {
        const error = endOf(bytes.subarray(0, end));
        if (!dumpTruncated.is(error)) throw new Error(`${name} cut at ${end}: ${String(error)}`);
        expect(error.details['offset']).toBeLessThanOrEqual(end);
        expect(error.details['path'] === '').toBe(end === 0);
      }
    }
  });

  test('with any byte changed, it is read or refused with a code, and nothing else happens', () => {
    const originals = all.map(sample);
    const change = fc.record({
      which: fc.nat(originals.length - 1),
      // Not fc.double: its numbers are spread over exponents, so nearly all of them are nearly 0.
      at: fc.nat({ max: 2 ** 24 - 1 }).map((n) => n / 2 ** 24),
      to: fc.integer({ min: 0, max: 255 }),
    });
    const check = (): void =>
      fc.assert(
        fc.property(change, ({ which, at, to }) => {
          const bytes = Uint8Array.from(originals[which] ?? []);
          bytes[Math.floor(at * bytes.length)] = to;
          const error = endOf(bytes);
          return error === null || (error instanceof PoolToolError && error.code.startsWith('POOLTOOL_DUMP_'));
        }),
        { numRuns: 3000 },
      );
    expect(check).not.toThrow();
  });

  test('with more bytes after its end, it is not what it seems', () => {
    const [name = ''] = DEVNET;
    expect(dumpLayoutUnknown.is(endOf(Uint8Array.of(...sample(name), 0)))).toBe(true);
  });

  test('a layout nobody knows is refused by the first path that does not fit', () => {
    const error = endOf(sample(ARBITRARY));
    if (!dumpLayoutUnknown.is(error)) throw new Error(String(error));
    expect(error.details).toMatchObject({ path: '4.2.2.4.4', offset: 310, expected: 'an array' });
    expect(error.message).toContain('4.2.2.4.4');
  });
});

test('JSON instead of CBOR is told what to ask the node for', () => {
  const error = endOf(new TextEncoder().encode('{"blocksBefore": {}}'));
  expect(dumpIsText.is(error)).toBe(true);
  expect(String(error)).toContain('--output-text');
});

test('an empty dump is a truncated one', () => {
  expect(dumpTruncated.is(endOf(new Uint8Array()))).toBe(true);
});
