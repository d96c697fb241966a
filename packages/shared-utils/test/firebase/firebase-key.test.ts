import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firebaseKey, firebaseValueInvalid } from '../../src/firebase/index.ts';

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
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'ab.[]#$/\n\u007f{},é😀'), minLength: 1, maxLength: 20 }),
      (text) => {
        try {
          const key = firebaseKey(text);
          expect(key).not.toMatch(/[.#$[\]/]/);
          expect(firebaseKey(key)).toBe(key);
        } catch (error) {
          expect(firebaseValueInvalid.is(error)).toBe(true);
        }
      },
    ),
  );
});
