import { chainFileUnreadable } from '../errors.ts';
import { readChainLines } from './chain-lines.ts';

/**
 * The blocks of a file with one JSON object a line, of which `cborHex` or Oura's `hex` is the block.
 *
 * @throws POOLTOOL_CHAIN_FILE_UNREADABLE naming the line
 */
export async function* readBlocksJsonl(path: string): AsyncGenerator<Uint8Array> {
  for await (const item of readChainLines(path)) {
    if (item.kind === 'event') {
      throw chainFileUnreadable({ message: `${path}, ${item.at}: an event, not a block`, details: { file: path } });
    }
    yield item.bytes;
  }
}
