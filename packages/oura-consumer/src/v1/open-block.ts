import { type BlockHash, pointText } from '@pooltool/domain';
import { blockTooLarge } from '../errors.ts';
import type { BlockRecord } from './block-record.ts';
import { type Part, partKey } from './part.ts';

/** A block told by v1 events without CBOR, between its Block and its BlockEnd. */
export interface OpenBlock {
  readonly record: BlockRecord;
  readonly hash: BlockHash;
  /** A part that comes again counts once. @throws POOLTOOL_BLOCK_TOO_LARGE (reject), and then it is not kept */
  keep(part: Part): void;
  parts(): Iterable<Part>;
}

/**
 * Far above what any block tells: Byron's were the largest with 2 MB, everything since is below 90 kB, and hex doubles it.
 * Parts wait in memory, so there has to be an end.
 */
export const MOST_KEPT = 16 * 1024 * 1024;

/** A number, and what a part costs beside what it says. */
const NUMBER = 8;
const PART = 128;

export function openBlockOf(record: BlockRecord): OpenBlock {
  const parts = new Map<string, Part>();
  let kept = 0;
  return {
    record,
    hash: record.hash,
    keep(part) {
      const key = partKey(part);
      const before = parts.get(key);
      const size = kept + weightOf(part) - (before === undefined ? 0 : weightOf(before));
      if (size > MOST_KEPT) {
        throw blockTooLarge({
          message: `block ${pointText(record)} is told in more than ${MOST_KEPT} bytes of parts without CBOR, and no block is that large`,
          details: { slot: record.slot, hash: record.hash, parts: parts.size, most: MOST_KEPT },
        });
      }
      kept = size;
      parts.set(key, part);
    },
    parts: () => parts.values(),
  };
}

const weightOf = (part: Part): number => PART + sizeOf(part);

/** About the bytes that a value says. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return NUMBER;
  let size = NUMBER;
  for (const item of Object.values(value)) size += sizeOf(item);
  return size;
}
