import { readFileSync } from 'node:fs';
import { blake2b256, fromHex, toHex } from '@pooltool/shared-utils/crypto';
import { blockOfEveryCertificate } from '../support/every-certificate.ts';
import { noSharedData, sharedData } from '../support/shared-data.ts';
import { type CorpusBlock, corpusBlock } from './mutated-block.ts';

/** What is large takes long to hash, and teaches little that a small one does not. */
const LARGEST_BYTES = 8_000;

/** What is mutated: the recorded blocks of every era that are small enough, and made ones of what no recorded block shows. */
export function decoderCorpus(): CorpusBlock[] {
  const everything = corpusBlock('every-certificate', blockOfEveryCertificate());
  const made = [everything, everything, everything, corpusBlock('boundary', boundaryBlock())];
  if (noSharedData) return made;
  const recorded = readFileSync(sharedData('chain/blocks/blocks.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line): { hash: string; synthetic: boolean; cborHex: string } => JSON.parse(line))
    .filter(({ synthetic, cborHex }) => !synthetic && cborHex.length / 2 <= LARGEST_BYTES)
    .map(({ hash, cborHex }) => corpusBlock(hash, fromHex(cborHex)));
  return [...made, ...recorded];
}

/** A Byron boundary block with two leaders; mainnet's first has 21,600 of them. */
function boundaryBlock(): Uint8Array {
  const body = fromHex(`9f${`581c${'aa'.repeat(28)}`.repeat(2)}ff`);
  const header = `851a2d964a095820${'bb'.repeat(32)}5820${toHex(blake2b256(body))}8203811903e781a0`;
  return fromHex(`820083${header}${toHex(body)}81a0`);
}
