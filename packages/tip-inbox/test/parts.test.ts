import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packBatch, unpackBatch } from '../src/dynamo/packed-batch.ts';
import { readMessage } from '../src/read-message.ts';
import { FULL_MESSAGE, fromTo, messageNo, numbersOf, OLD_MESSAGE } from './messages.ts';

describe('a message', () => {
  test('comes back from JSON as it was', () => {
    for (const message of [FULL_MESSAGE, OLD_MESSAGE, messageNo(1)])
      expect(readMessage(JSON.parse(JSON.stringify(message)))).toEqual(message);
  });

  test.each([
    ['that is none', null],
    ['without a reporter', { ...FULL_MESSAGE, reporter: undefined }],
    ['with a hash that is none', { ...FULL_MESSAGE, hash: 'ab' }],
    ['with a height that is a text', { ...FULL_MESSAGE, height: '5' }],
    ['with an election of another kind', { ...FULL_MESSAGE, election: { kind: 'leios' } }],
  ])('%s halts who reads it, instead of being lost', (_what, stored) => {
    expect(() => readMessage(stored)).toThrow(
      expect.objectContaining({ code: 'POOLTOOL_TIP_UNREADABLE', disposition: 'halt' }),
    );
  });
});

describe('a packed batch', () => {
  test('is cut where it is too large, and loses nothing and no order', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 200, max: 4_000 }), (count, most) => {
        const messages = fromTo(1, count).map((no) => messageNo(no));
        const parts = packBatch(messages, most);
        expect(parts.flatMap((part) => numbersOf(unpackBatch(part)))).toEqual(numbersOf(messages));
        for (const part of parts) expect(part.byteLength <= most || unpackBatch(part).length === 1).toBe(true);
      }),
    );
  });

  test('of a burst about one block is small: what is the same in all is kept once', () => {
    const burst = fromTo(1, 500).map((no) => ({ ...FULL_MESSAGE, reporter: messageNo(no).reporter }));
    expect(packBatch(burst).map(({ byteLength }) => byteLength < 30_000)).toEqual([true]);
  });

  test('that is something else halts who reads it', () => {
    expect(() => unpackBatch(new Uint8Array([1, 2, 3]))).toThrow(
      expect.objectContaining({ code: 'POOLTOOL_TIP_UNREADABLE' }),
    );
  });
});
