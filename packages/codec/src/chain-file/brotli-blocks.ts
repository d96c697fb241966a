import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createBrotliDecompress } from 'node:zlib';
import { cborSequence } from '@pooltool/shared-utils/cbor';
import { readingChainFile } from './reading-chain-file.ts';

/**
 * The blocks of a `.cbor.br` file, one brotli stream of CBOR items back to back, each as its bytes `[era, block]`. Memory
 * stays at one piece of the stream.
 *
 * @throws POOLTOOL_CHAIN_FILE_UNREADABLE for a stream that is cut short or was changed, with the byte offset in it
 */
export async function* readBrotliBlocks(path: string): AsyncGenerator<Uint8Array> {
  const unpacked = createBrotliDecompress();
  // What goes wrong in the file destroys `unpacked` with the same error, which is then thrown to the reader below.
  pipeline(createReadStream(path), unpacked, () => {});
  try {
    yield* readingChainFile(path, cborSequence(unpacked));
  } finally {
    unpacked.destroy();
  }
}
