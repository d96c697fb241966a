import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frontendMessages } from '../../src/testing/frontend-messages.ts';

const STARTUP = 196_608;
const SSL_REQUEST = 80_877_103;

function packet({ type = '', body }: { type?: string; body: Uint8Array }): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const code = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
};

const typed = fc.record({
  type: fc.constantFrom('Q', 'P', 'B', 'E', 'S', 'X'),
  body: fc.uint8Array({ maxLength: 40 }),
});

test('messages are the same however they are spread over packets, first packets included', () => {
  fc.assert(
    fc.property(
      fc.array(typed),
      fc.array(fc.integer({ min: 1, max: 50 })),
      fc.boolean(),
      (said, lengths, asksForTls) => {
        const first = [...(asksForTls ? [packet({ body: code(SSL_REQUEST) })] : []), packet({ body: code(STARTUP) })];
        const all = Buffer.concat([...first, ...said.map(packet)]);
        const read = frontendMessages();
        const heard = [];
        for (let at = 0, turn = 0; at < all.length; turn += 1) {
          const length = lengths[turn % Math.max(1, lengths.length)] ?? all.length;
          heard.push(...read(all.subarray(at, at + length)));
          at += length;
        }
        expect(heard.map(({ type }) => type)).toEqual([...first.map(() => null), ...said.map(({ type }) => type)]);
        expect(Buffer.concat(heard.map(({ bytes }) => bytes))).toEqual(all);
      },
    ),
  );
});
