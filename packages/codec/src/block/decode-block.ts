import { type Block, InvalidValue } from '@pooltool/domain';
import { CborError, CborReader } from '@pooltool/shared-utils/cbor';
import { blockUnreadable } from '../errors.ts';
import { readBoundaryBlock, readByronBlock } from './byron-block.ts';
import { BOUNDARY_TAG, BYRON_TAG, readEraTag } from './era.ts';
import { readShelleyBlock } from './shelley-block.ts';

export interface DecodeBlockOptions {
  /** slots of a Byron epoch: ten times the security parameter of the Byron genesis file */
  readonly byronEpochSlots?: number;
}

const PUBLIC_BYRON_EPOCH_SLOTS = 21_600;

const blames = (error: unknown): error is Error => error instanceof InvalidValue;

/**
 * A block as it travels, `[era, block]`, of any era from Byron to Conway, in PoolTool's words. What PoolTool has no use for
 * (scripts, metadata, other assets, votes, signatures) is passed over. Hashes are taken over the bytes as they are.
 *
 * @throws POOLTOOL_BLOCK_UNREADABLE with `offset` and `path` in its details
 */
export function decodeBlock(
  bytes: Uint8Array,
  { byronEpochSlots = PUBLIC_BYRON_EPOCH_SLOTS }: DecodeBlockOptions = {},
): Block {
  const reader = new CborReader(bytes, { blames });
  try {
    const block = readWrapped(reader, { size: bytes.length, epochSlots: byronEpochSlots });
    if (!reader.isEnd()) throw reader.fail('the end of the block', `${bytes.length - reader.position} bytes more`);
    return block;
  } catch (error) {
    if (error instanceof CborError) {
      const { message, offset, path, cause } = error;
      throw blockUnreadable({
        message: `the bytes are not a block: ${message}`,
        details: { offset, path },
        cause: cause ?? error,
      });
    }
    if (error instanceof InvalidValue) {
      const details = { offset: reader.position, path: '' };
      throw blockUnreadable({ message: `the bytes are not a block: ${error.message}`, details, cause: error });
    }
    throw error;
  }
}

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
