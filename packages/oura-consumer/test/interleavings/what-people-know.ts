import { ORPHAN_CERTAIN_AFTER } from '@pooltool/domain';
import type { Notice } from '@pooltool/store/notices';
import type { TreeBlock } from './block-tree.ts';

/** Told only because somebody had been told something else before. */
export const CORRECTIONS: readonly string[] = ['block_orphaned', 'block_restored'];

export interface WhatHappened {
  /** to the channel, in its order */
  readonly told: readonly Notice[];
  /** keys of what a clean replay of the chain tells */
  readonly news: readonly string[];
  /** all blocks there are */
  readonly blocks: readonly TreeBlock[];
  /** the chain that stands */
  readonly chain: readonly TreeBlock[];
}

/**
 * What is wrong about what people were told, a sentence each: news they did not hear, anything they heard twice, a block
 * that they believe in wrongly, and what nothing explains.
 */
export function wrongsOf({ told, news, blocks, chain }: WhatHappened): string[] {
  const keys = told.map(({ key }) => key);
  const heard = new Set(keys);
  const isNews = new Set(news);
  return [
    ...news.filter((key) => !heard.has(key)).map((key) => `nobody was told of ${key}`),
    ...keys.filter((key, at) => keys.indexOf(key) !== at).map((key) => `${key} was told twice`),
    ...blocks.flatMap((one) => wrongBelief(one, told, chain)),
    ...told
      .filter((notice) => !isNews.has(notice.key) && !isExplained(notice, blocks, chain))
      .map(({ key }) => `${key} is not explained`),
  ];
}

function wrongBelief({ block }: TreeBlock, told: readonly Notice[], chain: readonly TreeBlock[]): string[] {
  const said = told.findLast(({ key, kind }) => key.split(':')[1] === block.hash && ABOUT_BLOCKS.includes(kind));
  if (said === undefined) return [];
  const stands = chain.some((one) => one.block.hash === block.hash);
  const believed = said.kind !== 'block_orphaned';
  // Until the chain is so much higher nobody is told that a block is lost: it may come back.
  const certain = (chain.at(-1)?.block.height ?? 0) >= block.height + ORPHAN_CERTAIN_AFTER;
  if (stands === believed || (believed && !certain)) return [];
  return [
    `block ${block.hash} at height ${block.height} ${stands ? 'stands' : 'is lost'}, and the last that was told is ${said.key}`,
  ];
}

const ABOUT_BLOCKS: readonly string[] = ['block_minted', ...CORRECTIONS];

/** A correction, or news of a block that was undone; of certificates only their transaction is known. */
function isExplained({ key, kind }: Notice, blocks: readonly TreeBlock[], chain: readonly TreeBlock[]): boolean {
  if (CORRECTIONS.includes(kind)) return true;
  return blocks.some((one) => !chain.includes(one) && namesOf(one).some((name) => key.includes(name)));
}

const namesOf = ({ block }: TreeBlock): string[] => [block.hash, ...block.transactions.map(({ id }) => id)];
