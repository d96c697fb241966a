import { chainFileUnreadable } from '../errors.ts';
import { readBareBlocks } from './bare-blocks.ts';
import { readBrotliBlocks } from './brotli-blocks.ts';
import type { ChainItem } from './chain-item.ts';
import { readChainLines } from './chain-lines.ts';
import { readChunk } from './chunk.ts';

/** Which endings are read, and how. */
const READERS: readonly { readonly ending: string; readonly read: (path: string) => AsyncIterable<ChainItem> }[] = [
  { ending: '.chunk', read: (path) => placed(readChunk(path)) },
  { ending: '.cbor.br', read: (path) => placed(readBrotliBlocks(path)) },
  { ending: '.cbor', read: (path) => placed(readBareBlocks(path)) },
  { ending: '.jsonl', read: readChainLines },
  { ending: '.jsonl.gz', read: readChainLines },
];

export const CHAIN_FILE_ENDINGS: readonly string[] = READERS.map(({ ending }) => ending);

/**
 * The blocks or events of a file, one by one, read by its ending. The file is open, and in memory with one piece of it,
 * only while it is read.
 *
 * @throws POOLTOOL_CHAIN_FILE_UNREADABLE naming the file and the place; every item before it was given
 */
export const readChainFile = (path: string): AsyncIterable<ChainItem> => readerOf(path).read(path);

/** @throws POOLTOOL_CHAIN_FILE_UNREADABLE for a name that tells no kind of chain file */
export function demandChainFileEnding(path: string): void {
  readerOf(path);
}

function readerOf(path: string): (typeof READERS)[number] {
  const reader = READERS.find(({ ending }) => path.endsWith(ending));
  if (reader !== undefined) return reader;
  throw chainFileUnreadable({
    message: `${path} is no chain file: its name ends in none of ${CHAIN_FILE_ENDINGS.join(', ')}`,
    details: { file: path },
  });
}

/** Blocks stand back to back, so the bytes so far are the place; of a brotli file as it unpacks. */
async function* placed(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<ChainItem> {
  let offset = 0;
  for await (const bytes of blocks) {
    yield { kind: 'block', bytes, at: `block at byte ${offset}` };
    offset += bytes.length;
  }
}
