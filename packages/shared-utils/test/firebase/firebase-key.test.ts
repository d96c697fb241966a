import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firebaseKey } from '../../src/firebase/index.ts';

test('a node version is written as the clients read it back', () => {
  expect(firebaseKey('10.1.4:1f63d')).toBe('10,1,4:1f63d');
});

test('brackets become braces; slashes, hashes, dollars and control characters go', () => {
  expect(firebaseKey('[A/B]#$\n\u007f')).toBe('{AB}');
});

test('a text of which nothing is left is refused, and so is one too long for a key', () => {
  expect(() => firebaseKey('#$/')).toThrow('is empty');
  expect(() => firebaseKey('é'.repeat(385))).toThrow('768 bytes');
});

test('what comes out is a key: it holds nothing forbidden, and going in again changes nothing', () => {
  const unit = fc.constantFrom('a', 'é', '😀', '.', '[', ']', '#', '$', '/', '\n', '\u007f', '{', ',');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
      const key = firebaseKey(`x${text}`);
      expect(key).not.toMatch(/[.#$[\]/\n\u007f]/);
      expect(firebaseKey(key)).toBe(key);
    }),
  );
});
