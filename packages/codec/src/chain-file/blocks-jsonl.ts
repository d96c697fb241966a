import { open } from 'node:fs/promises';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { chainFileUnreadable } from '../errors.ts';
import { readingChainFile } from './reading-chain-file.ts';

/**
 * The blocks of a file with one JSON object a line, of which `cborHex` or Oura's `hex` is the block.
 *
 * @throws POOLTOOL_CHAIN_FILE_UNREADABLE naming the line
 */
export async function* readBlocksJsonl(path: string): AsyncGenerator<Uint8Array> {
  yield* readingChainFile(path, blocksOfLines(path));
}

async function* blocksOfLines(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path);
  let line = 0;
  for await (const text of file.readLines()) {
    line += 1;
    if (text.trim() !== '') yield blockOfLine(text, { path, line });
  }
}

function blockOfLine(text: string, { path, line }: { path: string; line: number }): Uint8Array {
  try {
    const record: unknown = JSON.parse(text);
    return fromHex(hexOfRecord(record));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw chainFileUnreadable({ message: `${path}, line ${line}: ${why}`, details: { file: path, line }, cause });
  }
}

function hexOfRecord(record: unknown): string {
  if (typeof record === 'object' && record !== null) {
    if ('cborHex' in record && typeof record.cborHex === 'string') return record.cborHex;
    if ('hex' in record && typeof record.hex === 'string') return record.hex;
  }
  throw new TypeError('no cborHex and no hex in the object');
}
