import { type FileHandle, open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { BOUNDARY_TAG, BYRON_TAG } from '../block/era.ts';
import { hashOfByronHeader, hashOfHeader } from '../block/hash.ts';
import { chainFileUnreadable } from '../errors.ts';
import { readBareBlocks } from './bare-blocks.ts';
import { type ChunkEntry, checkPrimary, IndexFault, parseSecondary } from './chunk-index.ts';
import { readingChainFile } from './reading-chain-file.ts';

/**
 * The blocks of a node's `.chunk` file, by the `.secondary` and `.primary` index beside it. The index is checked before the
 * first block is given; every block's CRC32 and the hash of its header before that block is. One block is in memory.
 * A chunk with neither index is read as it stands; one of two is a mistake of whoever copied them.
 *
 * @throws POOLTOOL_CHAIN_FILE_UNREADABLE saying which of the three files does not fit the others, and where
 */
export async function* readChunk(path: string): AsyncGenerator<Uint8Array> {
  const index = await indexFiles(path);
  yield* index === null ? readBareBlocks(path) : readingChainFile(path, blocksOf(path, index));
}

interface IndexFiles {
  readonly secondary: Uint8Array;
  readonly primary: Uint8Array;
}

async function indexFiles(path: string): Promise<IndexFiles | null> {
  const stem = path.replace(/\.chunk$/, '');
  const names = [`${stem}.secondary`, `${stem}.primary`] as const;
  const [secondary, primary] = await Promise.all([readIfThere(names[0], path), readIfThere(names[1], path)]);
  if (secondary === null && primary === null) return null;
  if (secondary !== null && primary !== null) return { secondary, primary };
  const missing = secondary === null ? names[0] : names[1];
  throw chainFileUnreadable({
    message: `the index of ${path} lacks ${missing}: put it there, or take the other half away to read without`,
    details: { file: path, missing },
  });
}

async function readIfThere(file: string, chunk: string): Promise<Uint8Array | null> {
  try {
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw chainFileUnreadable({ message: `the index of ${chunk}: ${why}`, details: { file }, cause });
  }
}

async function* blocksOf(path: string, { secondary, primary }: IndexFiles): AsyncGenerator<Uint8Array> {
  await using chunk = await open(path);
  const { size } = await chunk.stat();
  for (const entry of indexOf({ secondary, primary, size, path })) {
    const block = await readBlock(chunk, entry);
    checkBlock(block, entry, path);
    yield block;
  }
}

function indexOf({
  secondary,
  primary,
  size,
  path,
}: {
  secondary: Uint8Array;
  primary: Uint8Array;
  size: number;
  path: string;
}) {
  try {
    checkPrimary(primary, secondary.length);
    return parseSecondary(secondary, size);
  } catch (cause) {
    if (!(cause instanceof IndexFault)) throw cause;
    throw chainFileUnreadable({
      message: `the index of ${path} does not fit: ${cause.message}`,
      details: { file: path },
      cause,
    });
  }
}

async function readBlock(chunk: FileHandle, { offset, size }: ChunkEntry): Promise<Uint8Array> {
  const block = new Uint8Array(size);
  let read = 0;
  while (read < size) {
    const { bytesRead } = await chunk.read(block, read, size - read, offset + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return block.subarray(0, read);
}

function checkBlock(block: Uint8Array, entry: ChunkEntry, path: string): void {
  const fault = faultOf(block, entry);
  if (fault === null) return;
  const { offset, hash, slot } = entry;
  throw chainFileUnreadable({
    message: `${path}, block at byte ${offset}: ${fault}`,
    details: { file: path, offset, hash, slot },
  });
}

function faultOf(block: Uint8Array, { checksum, hash, headerOffset, headerSize }: ChunkEntry): string | null {
  if (crc32(block) !== checksum) return 'its CRC32 is not that of the index';
  const header = block.subarray(headerOffset, headerOffset + headerSize);
  const era = block[1];
  const found = era === BOUNDARY_TAG || era === BYRON_TAG ? hashOfByronHeader(era, header) : hashOfHeader(header);
  return found === hash ? null : `the hash of its header is ${found}, in the index ${hash}`;
}
