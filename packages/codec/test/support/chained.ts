import { decodeBlock, readBrotliBlocks } from '@pooltool/codec';
import type { Block } from '@pooltool/domain';
import { expect } from 'vitest';
import { sharedData } from './shared-data.ts';

/** The decoded blocks of files of ../shared/data, one file after the other. */
export async function* blocksOf(
  paths: readonly string[],
  read: (path: string) => AsyncIterable<Uint8Array> = readBrotliBlocks,
): AsyncGenerator<Block> {
  for (const path of paths) for await (const bytes of read(sharedData(path))) yield decodeBlock(bytes);
}

/** Every block's parent is the one before. Gives the last block and the count; `most` stops early. */
export async function chained(
  blocks: AsyncIterable<Block>,
  most = Number.POSITIVE_INFINITY,
): Promise<{ count: number; last: Block | null }> {
  let last: Block | null = null;
  let count = 0;
  for await (const block of blocks) {
    if (last !== null) expect(block.parentHash).toBe(last.hash);
    last = block;
    count += 1;
    if (count === most) break;
  }
  return { count, last };
}
