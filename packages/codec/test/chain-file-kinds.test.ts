import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type ChainItem, chainFilesOf, readChainFile } from '@pooltool/codec';
import { toHex } from '@pooltool/shared-utils/crypto';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { inChainOrder } from '../src/chain-file/chain-order.ts';
import { madeBlock } from './support/made-block.ts';
import { noSharedData, sharedData } from './support/shared-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'codec-kinds-'));
afterAll(() => rmSync(folder, { recursive: true }));

const BLOCK = madeBlock({});
const OTHER = madeBlock({ era: 6 });

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function itemsOf(path: string): Promise<ChainItem[]> {
  const items: ChainItem[] = [];
  for await (const item of readChainFile(path)) items.push(item);
  return items;
}

/** What was given before the error, and the error. */
async function until(path: string): Promise<{ given: ChainItem[]; error: unknown }> {
  const given: ChainItem[] = [];
  try {
    for await (const item of readChainFile(path)) given.push(item);
  } catch (error) {
    return { given, error };
  }
  return { given, error: undefined };
}

const unreadable = (message: string) => ({
  code: 'POOLTOOL_CHAIN_FILE_UNREADABLE',
  message: expect.stringContaining(message),
});

describe('a chain file', () => {
  const back = Buffer.concat([BLOCK, OTHER]);
  test.each([
    ['blocks.cbor', back],
    ['blocks.cbor.br', brotliCompressSync(back)],
    ['00001.chunk', back],
  ])('%s gives its blocks with the byte where each begins', async (name, content) => {
    const items = await itemsOf(written(name, content));
    expect(items.map(({ at }) => at)).toEqual(['block at byte 0', `block at byte ${BLOCK.length}`]);
    expect(items.map((item) => item.kind === 'block' && toHex(item.bytes))).toEqual([toHex(BLOCK), toHex(OTHER)]);
  });

  const lines = [
    `{"hex":"${toHex(BLOCK)}"}`,
    '',
    `{"hash":"ab","cborHex":"${toHex(OTHER)}"}`,
    '{"context":{"slot":9007199254740993},"variant":"Transaction"}',
  ].join('\n');
  test.each([
    ['lines.jsonl', lines],
    ['lines.jsonl.gz', gzipSync(lines)],
  ])('%s gives blocks and events with their lines, and no digit is lost', async (name, content) => {
    const items = await itemsOf(written(name, content));
    expect(items.map(({ kind, at }) => [kind, at])).toEqual([
      ['block', 'line 1'],
      ['block', 'line 3'],
      ['event', 'line 4'],
    ]);
    expect(items[2]).toMatchObject({ text: lines.split('\n')[3], body: { context: { slot: 9007199254740993n } } });
  });

  test('lines are the same wherever the pieces of the file end', async () => {
    const line = fc.string({ maxLength: 40 }).map((text) => JSON.stringify({ context: {}, text }));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 6 }), fc.boolean(), async (texts, ends) => {
        // 64 KiB is a piece: the padding moves the lines across its edge.
        const padding = JSON.stringify({ context: {}, pad: 'x'.repeat(65_500) });
        const path = written('pieces.jsonl', [padding, ...texts].join('\n') + (ends ? '\n' : ''));
        expect((await itemsOf(path)).map((item) => item.kind === 'event' && item.text)).toEqual([padding, ...texts]);
      }),
      { numRuns: 25 },
    );
  });

  test('that is cut short gives what was whole, then says where it ends', async () => {
    const { given, error } = await until(written('cut.cbor', back.subarray(0, back.length - 3)));
    expect(given).toHaveLength(1);
    expect(error).toMatchObject(unreadable('cut.cbor'));
  });

  test.each([
    ['broken.jsonl', '{"hex":"00"}\n{"hex":', 'line 2'],
    ['odd.jsonl', '{"hex":"00"}\n{"hex":"0"}', 'line 2'],
    ['list.jsonl', '{"hex":"00"}\n[1]', 'line 2: no JSON object'],
    ['nothing.jsonl', '{"hex":"00"}\n{"cbor":"00"}', 'line 2: neither cborHex nor hex nor an event'],
  ])('%s gives the lines before, then names the line', async (name, content, says) => {
    const { given, error } = await until(written(name, content));
    expect(given).toHaveLength(1);
    expect(error).toMatchObject(unreadable(says));
  });

  test('whose gzip is cut short is refused by name', async () => {
    const packed = gzipSync(lines);
    expect((await until(written('cut.jsonl.gz', packed.subarray(0, packed.length / 2)))).error).toMatchObject(
      unreadable('cut.jsonl.gz'),
    );
  });

  test('with an ending nobody reads is refused by name', () => {
    expect(() => readChainFile('blocks.txt')).toThrow(/blocks.txt is no chain file: .*\.chunk, \.cbor\.br/);
  });

  test('with half an index is refused, and says which half is missing', async () => {
    const path = written('00002.chunk', BLOCK);
    written('00002.primary', new Uint8Array([1, 0, 0, 0, 0]));
    expect((await until(path)).error).toMatchObject(unreadable('lacks '));
    expect((await until(path)).error).toMatchObject(unreadable('00002.secondary'));
  });
});

describe('the order of files', () => {
  test('is that of their numbers, epochs before chunks, and index files are passed over', () => {
    const names = ['00010.chunk', '00010.primary', 'epoch10.cbor.br', '9.chunk', 'epoch2.cbor.br', 'README.md'];
    expect(inChainOrder('dir', names)).toEqual(['epoch2.cbor.br', 'epoch10.cbor.br', '9.chunk', '00010.chunk']);
    expect(inChainOrder('dir', ['v1.chunk00161-a.jsonl.gz', 'v1.chunk00000.jsonl.gz'])).toEqual([
      'v1.chunk00000.jsonl.gz',
      'v1.chunk00161-a.jsonl.gz',
    ]);
  });

  test('does not depend on the order in which the file system tells them', () => {
    const names = fc.uniqueArray(fc.nat({ max: 99_999 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(names, fc.infiniteStream(fc.nat()), (numbers, chance) => {
        const files = numbers.toSorted((a, b) => a - b).map((number) => `${number}.chunk`);
        const shuffled = files
          .map((file) => ({ file, at: chance.next().value ?? 0 }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ file }) => file);
        expect(inChainOrder('dir', shuffled)).toEqual(files);
      }),
    );
  });

  test.each([
    [['epoch1.cbor', 'epoch01.cbor.br'], 'have the same number'],
    [['blocks.jsonl', 'epoch1.cbor'], 'blocks.jsonl tells no epoch and no chunk number'],
    [['README.md'], 'no chain file in it'],
  ])('%j is refused rather than guessed', (names, says) => {
    expect(() => inChainOrder('dir', names)).toThrow(says);
  });

  test('of named paths is that of the command line', async () => {
    mkdirSync(join(folder, 'chain'));
    for (const name of ['epoch10.cbor', 'epoch9.cbor']) writeFileSync(join(folder, 'chain', name), '');
    const single = written('alone.cbor', '');
    const files = await chainFilesOf([single, join(folder, 'chain')]);
    expect(files.map((file) => basename(file))).toEqual(['alone.cbor', 'epoch9.cbor', 'epoch10.cbor']);
    await expect(chainFilesOf([join(folder, 'nowhere')])).rejects.toMatchObject(unreadable('nowhere: ENOENT'));
    const mistaken = chainFilesOf([single, written('blocks.txt', '')]);
    await expect(mistaken).rejects.toMatchObject(unreadable('blocks.txt is no chain file'));
  });
});

describe.skipIf(noSharedData)('recorded chain files (needs ../shared/data)', () => {
  test('the folder of preview is its twelve epochs, then the later chunk', async () => {
    const files = (await chainFilesOf([sharedData('chain/preview')])).map((file) => basename(file));
    expect(files.slice(0, 2)).toEqual(['epoch00.cbor.br', 'epoch01.cbor.br']);
    expect(files.slice(-2)).toEqual(['epoch11.cbor.br', '10366.chunk']);
  });

  test('a chunk of preprod gives the same blocks with its index and without', async () => {
    const bare = written('01285.chunk', readFileSync(sharedData('chain/preprod/01285.chunk')));
    const [indexed, plain] = await Promise.all([itemsOf(sharedData('chain/preprod/01285.chunk')), itemsOf(bare)]);
    expect(plain).toHaveLength(864);
    expect(plain.map(({ at }) => at)).toEqual(indexed.map(({ at }) => at));
    expect(plain.every((item, i) => item.kind === 'block' && same(item.bytes, indexed[i]))).toBe(true);
  });

  test('a recorded stream of events is events', async () => {
    const items = await itemsOf(sharedData('chain/oura/derived-v1.preview.chunk00000.jsonl.gz'));
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['event']));
    expect(items[0]).toMatchObject({ body: { variant: 'Block' } });
  });
});

const same = (bytes: Uint8Array, item: ChainItem | undefined): boolean =>
  item?.kind === 'block' && Buffer.compare(bytes, item.bytes) === 0;
