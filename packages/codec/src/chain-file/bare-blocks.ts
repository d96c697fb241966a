import { createReadStream } from 'node:fs';
import { cborSequence } from '@pooltool/shared-utils/cbor';
import { readingChainFile } from './reading-chain-file.ts';

/**
 * The blocks of a file that holds nothing but `[era, block]` back to back: `.cbor`, or a chunk whose index is not at hand.
 * Memory stays at one piece of the file.
 *
 * @throws POOLTOOL_CHAIN_FILE_UNREADABLE for a file that is cut short or was changed, with the byte offset in it
 */
export async function* readBareBlocks(path: string): AsyncGenerator<Uint8Array> {
  yield* readingChainFile(path, cborSequence(createReadStream(path)));
}
