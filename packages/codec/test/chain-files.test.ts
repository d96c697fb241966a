import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { chainFileUnreadable, decodeBlock, readBlocksJsonl, readBrotliBlocks, readChunk } from '@pooltool/codec';
import type { Transaction } from '@pooltool/domain';
import { afterAll, describe, expect, test } from 'vitest';
import { blocksOf, chained } from './support/chained.ts';
import { madeBlock } from './support/made-block.ts';
import { noSharedData, sharedData } from './support/shared-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'codec-'));
afterAll(() => rmSync(folder, { recursive: true }));

const errorOf = async (blocks: AsyncIterable<unknown>): Promise<unknown> => {
  try {
    for await (const _ of blocks);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe.skipIf(noSharedData)('real chain files (needs ../shared/data; whole chains: whole-chains.db.test.ts)', () => {
  test('the first thousand Conway blocks of devnet42 are one chain', async () => {
    const blocks = blocksOf(['chain/devnet42/epoch00.cbor.br']);
    expect(await chained(blocks, 1_000)).toMatchObject({ count: 1_000, last: { era: 'conway' } });
  });

  test("864 Babbage blocks of preprod come through the node's own index", async () => {
    const { count, last } = await chained(blocksOf(['chain/preprod/01285.chunk'], readChunk));
    expect(count).toBe(864);
    expect(last).toMatchObject({ height: 911_275, slot: 27_777_565, era: 'babbage' });
  });

  test('an index that does not fit its chunk is refused before the first block', async () => {
    expect(await errorOf(readChunk(sharedData('chain/preview/10366.chunk')))).toMatchObject({
      code: 'POOLTOOL_CHAIN_FILE_UNREADABLE',
      message: expect.stringContaining('the primary index knows 57 blocks, the secondary index 25'),
    });
  });
});

describe('files that are broken', () => {
  test('a brotli file that is cut short or is none', async () => {
    const path = join(folder, 'none.cbor.br');
    writeFileSync(path, 'this is not brotli');
    expect(await errorOf(readBrotliBlocks(path))).toMatchObject({
      code: 'POOLTOOL_CHAIN_FILE_UNREADABLE',
      details: { file: path },
    });
    expect(await errorOf(readBrotliBlocks(join(folder, 'missing')))).toMatchObject({
      code: 'POOLTOOL_CHAIN_FILE_UNREADABLE',
    });
  });

  test.skipIf(noSharedData)('a real brotli file without its second half (needs ../shared/data)', async () => {
    const path = join(folder, 'half.cbor.br');
    const whole = readFileSync(sharedData('chain/devnet42/epoch02.cbor.br'));
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    expect(chainFileUnreadable.is(await errorOf(readBrotliBlocks(path)))).toBe(true);
  });

  test('a line that is no block names its number', async () => {
    const path = join(folder, 'blocks.jsonl');
    writeFileSync(path, '{"hex":"00"}\n\n{"cbor":"00"}\n');
    expect(await errorOf(readBlocksJsonl(path))).toMatchObject({ details: { line: 3 } });
  });

  test('an error of whoever reads stays its own', async () => {
    const path = join(folder, 'one.jsonl');
    writeFileSync(path, '{"hex":"00"}\n');
    const mine = new Error('mine');
    const reading = (async () => {
      for await (const _ of readBlocksJsonl(path)) throw mine;
    })();
    await expect(reading).rejects.toBe(mine);
  });

  describe('a chunk', () => {
    const block = madeBlock({});
    const { hash } = decodeBlock(block);

    function chunkWith({ checksum = crc32(block), header = 894, primaryEnd = 56 }): string {
      const stem = join(folder, `chunk-${checksum}-${header}-${primaryEnd}`);
      const secondary = Buffer.alloc(56);
      secondary.writeUInt16BE(3, 8);
      secondary.writeUInt16BE(header, 10);
      secondary.writeUInt32BE(checksum, 12);
      secondary.write(hash, 16, 'hex');
      const primary = Buffer.alloc(13);
      primary[0] = 1;
      primary.writeUInt32BE(primaryEnd, 9);
      writeFileSync(`${stem}.chunk`, block);
      writeFileSync(`${stem}.secondary`, secondary);
      writeFileSync(`${stem}.primary`, primary);
      return `${stem}.chunk`;
    }

    const headerSize = headerBytes(block);

    test('that is whole gives its block', async () => {
      const given: Transaction[][] = [];
      for await (const bytes of readChunk(chunkWith({ header: headerSize })))
        given.push([...decodeBlock(bytes).transactions]);
      expect(given).toEqual([[]]);
    });

    test('with another checksum, header or index is refused', async () => {
      const cases = [{ checksum: 1 }, { header: headerSize - 1 }, { header: headerSize, primaryEnd: 112 }];
      for (const wrong of cases) {
        expect(chainFileUnreadable.is(await errorOf(readChunk(chunkWith({ header: headerSize, ...wrong }))))).toBe(
          true,
        );
      }
    });
  });
});

/** Bytes of the header of a made block: what stands between the wrapper and the empty lists behind it. */
function headerBytes(block: Uint8Array): number {
  const behind = Buffer.from('9fff9fffa080', 'hex');
  return Buffer.from(block).lastIndexOf(behind) - 3;
}
