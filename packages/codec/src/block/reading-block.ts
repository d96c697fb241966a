import { InvalidValue } from '@pooltool/domain';
import { CborError, CborReader } from '@pooltool/shared-utils/cbor';
import { blockUnreadable } from '../errors.ts';

/**
 * No block is larger: 2,000,000 bytes of body were allowed in Byron, 122,880 is the most the constitution allows now. What a
 * few bytes of a body cost when decoded is bounded with it.
 */
const LARGEST_BLOCK_BYTES = 2 ** 21;

const blames = (error: unknown): error is Error => error instanceof InvalidValue;

/**
 * What `read` makes of a block's bytes.
 *
 * @throws POOLTOOL_BLOCK_UNREADABLE with `offset` and `path` for bytes that are not what `read` asks for, that do not end where
 * it ends, or that are more than a block can be
 */
export function readingBlock<T>(bytes: Uint8Array, read: (reader: CborReader) => T): T {
  const reader = new CborReader(bytes, { blames });
  try {
    if (bytes.length > LARGEST_BLOCK_BYTES) {
      throw reader.fail(`a block of at most ${LARGEST_BLOCK_BYTES} bytes`, `${bytes.length} bytes`);
    }
    const value = read(reader);
    if (!reader.isEnd()) throw reader.fail('the end of the block', `${bytes.length - reader.position} bytes more`);
    return value;
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
