import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys } from '../../src/s3/key-order.ts';

test('keys are in the order of their UTF-8 bytes, also beyond the basic plane', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('a', 'b', '/', '\uffff', '\ue000', '😀'),
      fc
        .integer({ min: 0, max: 0x10ffff })
        .filter((c) => c < 0xd800 || c > 0xdfff)
        .map((c) => String.fromCodePoint(c)),
    ),
  });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});
