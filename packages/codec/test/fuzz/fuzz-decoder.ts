import { isDeepStrictEqual } from 'node:util';
import {
  addressInvalid,
  blockBodyWrong,
  blockUnreadable,
  decodeBlock,
  demandBodyHash,
  stakePartOf,
} from '@pooltool/codec';
import { type Block, epoch, epochSlot, factsOf } from '@pooltool/domain';
import type { FuzzFailure, FuzzReport, FuzzRound } from './fuzzing.ts';
import { type CorpusBlock, mutatedBlock } from './mutated-block.ts';
import { chanceOf } from './random.ts';

/**
 * `unreadable`: refused by the decoder. `bodyWrong`: decoded, and refused for a body that is not the header's. `unchanged`:
 * has the hash of the block it was made of, and nothing changed that PoolTool reads. `another`: has another header, which
 * makes it another block.
 */
type Outcome = 'unreadable' | 'bodyWrong' | 'unchanged' | 'another';

/** Mutated blocks, each judged by all that the decoder promises. */
export function fuzzDecoder(
  corpus: readonly CorpusBlock[],
  { seed, count, from }: FuzzRound,
): FuzzReport & { readonly outcomes: Readonly<Record<Outcome, number>> } {
  const outcomes: Record<Outcome, number> = { unreadable: 0, bodyWrong: 0, unchanged: 0, another: 0 };
  const failures: FuzzFailure[] = [];
  let slowest = { ms: 0, input: from };
  const originals = new Map(corpus.map(({ bytes, name }) => [name, decodeBlock(bytes)]));
  for (let input = from; input < from + count; input++) {
    const { of, bytes } = mutatedBlock(corpus, chanceOf(seed, input));
    const started = performance.now();
    try {
      outcomes[outcomeOf(bytes, originals.get(of.name))] += 1;
    } catch (error) {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (failures.length < 100) failures.push({ input, of: of.name, bytes, why });
    }
    const ms = performance.now() - started;
    if (ms > slowest.ms) slowest = { ms, input };
  }
  return { outcomes, failures, slowest };
}

/** @throws whatever no promise allows */
function outcomeOf(bytes: Uint8Array, original: Block | undefined): Outcome {
  const block = orRefused(() => decodeBlock(bytes), [blockUnreadable.is]);
  const held = orRefused(() => bodyHolds(bytes), [blockUnreadable.is, blockBodyWrong.is]) ?? false;
  if (block === null) return 'unreadable';
  demandStorable(block);
  if (!held) return 'bodyWrong';
  if (block.hash !== original?.hash) return 'another';
  if (!isDeepStrictEqual({ ...block, ...unprovenOf(original) }, original)) {
    throw new Error('another block under the same hashes');
  }
  return 'unchanged';
}

/**
 * What no hash covers: the era stands outside of header and body, the size counts how the outermost lists are written, and
 * in Byron also a shared seed that nobody proves.
 */
const unprovenOf = ({ era, size, bodySize }: Block): Partial<Block> =>
  era === 'byron' ? { era, size, bodySize } : { era, size };

function bodyHolds(bytes: Uint8Array): true {
  demandBodyHash(bytes);
  return true;
}

/** What `act` gives, or null when it refuses by an error that is allowed. */
function orRefused<T>(act: () => T, allowed: readonly ((error: unknown) => boolean)[]): T | null {
  try {
    return act();
  } catch (error) {
    if (allowed.some((is) => is(error))) return null;
    throw error;
  }
}

const MOST_INT4 = 2 ** 31 - 1;
const MOST_INT8 = 2n ** 63n - 1n;

/** Whatever decodes must go through the rules and fit the columns it is kept in: a block that does not would stop the feed. */
function demandStorable(block: Block): void {
  const { totals, poolRegistrations, stakeCertificates } = factsOf(block, {
    epoch: epoch(0),
    epochSlot: epochSlot(0),
    lagMs: null,
  });
  const small = [block.bodySize, block.size, block.protocolVersion?.major, block.protocolVersion?.minor];
  if (small.some((value) => (value ?? 0) > MOST_INT4)) throw new Error('a number beyond its column of 32 bits');
  const amounts = stakeCertificates.map(({ amount }) => amount);
  const large = [totals.fees, totals.memoryUnits, totals.stepUnits, ...amounts];
  if (large.some((value) => (value ?? 0n) > MOST_INT8)) throw new Error('a number beyond its column of 64 bits');
  const texts = JSON.stringify(poolRegistrations.map(({ pool: { relays, metadata } }) => [relays, metadata]));
  if (texts.includes('\\u0000')) throw new Error('a text that PostgreSQL does not keep');
  for (const { outputs } of block.transactions) {
    for (const { address } of outputs) orRefused(() => stakePartOf(address), [addressInvalid.is]);
  }
}
