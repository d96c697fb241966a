import fc from 'fast-check';
import { expect, test } from 'vitest';
import { awsChunkedContent } from '../../src/s3/aws-chunked.ts';

async function decoded(pieces: readonly Uint8Array[]): Promise<{ content: string; trailers: Map<string, string> }> {
  const trailers = new Map<string, string>();
  const content: Uint8Array[] = [];
  async function* body() {
    yield* pieces;
  }
  for await (const bytes of awsChunkedContent(body(), trailers)) content.push(Buffer.from(bytes));
  return { content: Buffer.concat(content).toString('latin1'), trailers };
}

const SIGNED = '4;chunk-signature=aa\r\nWiki\r\n5;chunk-signature=bb\r\npe\r\na\r\n0;chunk-signature=cc\r\n\r\n';
const UNSIGNED = '4\r\nWiki\r\n5\r\npe\r\na\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n';

test('signed chunks hold the content, their signatures do not', async () => {
  expect((await decoded([Buffer.from(SIGNED)])).content).toBe('Wikipe\r\na');
});

test('trailers follow the last chunk', async () => {
  const { content, trailers } = await decoded([Buffer.from(UNSIGNED)]);
  expect(content).toBe('Wikipe\r\na');
  expect(Object.fromEntries(trailers)).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==' });
});

test('the network may cut the body anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(SIGNED, UNSIGNED),
      fc.array(fc.integer({ min: 1, max: 9 })),
      async (text, sizes) => {
        const pieces: Buffer[] = [];
        let rest = Buffer.from(text);
        for (const size of sizes) {
          pieces.push(rest.subarray(0, size));
          rest = rest.subarray(size);
        }
        expect((await decoded([...pieces, rest])).content).toBe('Wikipe\r\na');
      },
    ),
  );
});

test.each([
  ['a body that ends inside a chunk', '9\r\nWiki', 'IncompleteBody'],
  ['a body without a last chunk', '4\r\nWiki\r\n', 'IncompleteBody'],
  ['a body that is not chunked at all', 'hello there\r\n', 'InvalidChunkSizeError'],
  ['a chunk longer than its size', '2\r\nWiki\r\n0\r\n\r\n', 'InvalidChunkSizeError'],
  ['a trailer without a colon', '0\r\nnonsense\r\n\r\n', 'MalformedTrailerError'],
])('%s is refused', async (_, text, code) => {
  await expect(decoded([Buffer.from(text)])).rejects.toMatchObject({ code });
});
