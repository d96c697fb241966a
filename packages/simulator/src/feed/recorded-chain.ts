import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { decodeBlock, readBrotliBlocks } from '@pooltool/codec';
import { epochOfSlot, type Network, slot } from '@pooltool/domain';
import { dumpName } from './drop-dump.ts';
import type { DumpItem, FeedItem } from './feed-item.ts';

/** A chain that was recorded: files of blocks, and ledger dumps by the slot of the last block before them. */
export interface RecordedChain {
  /** the folder's own name */
  readonly name: string;
  /** in order */
  readonly blockFiles: readonly string[];
  /** by slot ascending */
  readonly dumps: readonly { readonly slot: number; readonly path: string }[];
}

/**
 * Looks what a folder holds: `epochNN.cbor.br`, and the dumps `…newepochstate.slotS.cbor` in it or beside it in
 * `ledger-state`, where a file's name must speak of the folder's.
 */
export async function findRecordedChain(folder: string): Promise<RecordedChain> {
  const name = basename(resolve(folder));
  const blockFiles = (await readdir(folder)).filter((file) => /^epoch\d+\.cbor\.br$/.test(file)).sort(byNumber);
  const beside = join(folder, '..', 'ledger-state');
  const dumps = [
    ...(await dumpsIn(folder)),
    ...(await dumpsIn(beside)).filter(({ path }) => basename(path).includes(name)),
  ];
  return {
    name,
    blockFiles: blockFiles.map((file) => join(folder, file)),
    dumps: dumps.sort((a, b) => a.slot - b.slot),
  };
}

async function dumpsIn(folder: string): Promise<{ slot: number; path: string }[]> {
  const files = await readdir(folder).catch(() => []);
  return files.flatMap((file) => {
    const slot = /newepochstate\.slot(\d+)\.cbor$/.exec(file)?.[1];
    return slot === undefined ? [] : [{ slot: Number(slot), path: join(folder, file) }];
  });
}

const byNumber = (a: string, b: string): number => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]);

/** The recorded blocks in order, each dump right after the last block of its slot or before. */
export async function* recordedItems({ blockFiles, dumps }: RecordedChain, network: Network): AsyncGenerator<FeedItem> {
  const waiting = [...dumps];
  for (const file of blockFiles) {
    for await (const bytes of readBrotliBlocks(file)) {
      const block = decodeBlock(bytes);
      for (let next = waiting[0]; next !== undefined && next.slot < block.slot; next = waiting[0]) {
        waiting.shift();
        yield await dumpItem(next, network);
      }
      yield { kind: 'block', bytes, block };
    }
  }
  for (const one of waiting) yield await dumpItem(one, network);
}

const dumpItem = async ({ slot: at, path }: RecordedChain['dumps'][number], network: Network): Promise<DumpItem> => ({
  kind: 'dump',
  epoch: epochOfSlot(network, slot(at)),
  name: dumpName(at),
  slot: at,
  bytes: await readFile(path),
});
