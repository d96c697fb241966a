import { decodeBlock } from '@pooltool/codec';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { expect, test } from 'vitest';
import { bodyWith, madeBlock } from './support/made-block.ts';

function refusalOf(bytes: Uint8Array): unknown {
  try {
    decodeBlock(bytes);
    return undefined;
  } catch (error) {
    return error;
  }
}

test.each([
  ['nothing', '', '', 0],
  ['an era to come', '820880', '', 1],
  ['no array', '07', '', 0],
  ['a header of one item', '82078581008080a080', 'block.header', 3],
])('%s is refused with its offset and path', (_what, hex, path, offset) => {
  expect(refusalOf(fromHex(hex))).toMatchObject({
    code: 'POOLTOOL_BLOCK_UNREADABLE',
    disposition: 'reject',
    details: { path, offset },
  });
});

test('bytes behind the block are refused', () => {
  const refusal = refusalOf(Buffer.concat([madeBlock({}), Uint8Array.of(0)]));
  expect(refusal).toMatchObject({ message: expect.stringContaining('1 bytes more') });
});

test('a wrong certificate is named by its place', () => {
  const body = bodyWith((w) =>
    w
      .int(4)
      .array(2)
      .array(2)
      .int(0)
      .array(2)
      .int(0)
      .hex('aa'.repeat(28))
      .array(2)
      .int(0)
      .array(2)
      .int(2)
      .hex('aa'.repeat(28)),
  );
  const refusal = refusalOf(madeBlock({ transactions: [{ body: bodyWith(() => {}) }, { body }] }));
  expect(refusal).toMatchObject({ details: { path: 'block.transactions[1].certificates[1]' } });
  expect(refusal).toMatchObject({
    message: expect.stringContaining('credential tag must be 0 (key) or 1 (script), not 2'),
  });
});
