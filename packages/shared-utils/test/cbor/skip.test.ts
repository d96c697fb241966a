import { expect, test } from 'vitest';
import { CborReader } from '../../src/cbor/index.ts';

/** How many of the bytes one skip passes over. */
function skipped(hex: string): number {
  const reader = new CborReader(new Uint8Array(Buffer.from(hex, 'hex')));
  reader.skip();
  return reader.position;
}

test('an indefinite list that ends a definite one does not end what is around them', () => {
  expect(skipped('82 81 9fff 01'.replaceAll(' ', ''))).toBe(5);
  expect(skipped('83 82 01 bf 01 9f ff ff 02 03'.replaceAll(' ', ''))).toBe(10);
});

test('only the first item is skipped', () => {
  expect(skipped('9f01ff02')).toBe(3);
  expect(skipped('81a1019fff07')).toBe(5);
});
