import type { Block } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { readBoundaryBlock, readByronBlock } from './byron-block.ts';
import { BOUNDARY_TAG, BYRON_TAG, readEraTag } from './era.ts';
import { readingBlock } from './reading-block.ts';
import { readShelleyBlock } from './shelley-block.ts';

export interface DecodeBlockOptions {
  /** slots of a Byron epoch: ten times the security parameter of the Byron genesis file */
  readonly byronEpochSlots?: number;
}

const PUBLIC_BYRON_EPOCH_SLOTS = 21_600;

/**
 * A block as it travels, `[era, block]`, of any era from Byron to Conway, in PoolTool's words. What PoolTool has no use for
 * (scripts, metadata, other assets, votes, signatures) is passed over. Hashes are taken over the bytes as they are. That the
 * body is the one its header was made for is another question: `demandBodyHash`.
 *
 * @throws POOLTOOL_BLOCK_UNREADABLE with `offset` and `path` in its details
 */
export const decodeBlock = (
  bytes: Uint8Array,
  { byronEpochSlots = PUBLIC_BYRON_EPOCH_SLOTS }: DecodeBlockOptions = {},
): Block => readingBlock(bytes, (reader) => readWrapped(reader, { size: bytes.length, epochSlots: byronEpochSlots }));

function readWrapped(reader: CborReader, context: { size: number; epochSlots: number }): Block {
  const length = reader.arrayStart(2);
  const { tag, era } = readEraTag(reader);
  const block = reader.at('block', () => {
    if (tag === BOUNDARY_TAG) return readBoundaryBlock(reader, context);
    if (tag === BYRON_TAG) return readByronBlock(reader, context);
    return readShelleyBlock(reader, { tag, era, size: context.size });
  });
  reader.arrayEnd(length, 2);
  return block;
}
