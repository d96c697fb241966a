import { InvalidValue } from '@pooltool/domain';
import { CborError, CborReader } from '@pooltool/shared-utils/cbor';
import { blockUnreadable } from '../errors.ts';

const blames = (error: unknown): error is Error => error instanceof InvalidValue;

/**
 * What `read` makes of a block's bytes, which must end where it ends.
 *
 * @throws POOLTOOL_BLOCK_UNREADABLE with `offset` and `path` for bytes that are not what `read` asks for, or more than that
 */
export function readingBlock<T>(bytes: Uint8Array, read: (reader: CborReader) => T): T {
  const reader = new CborReader(bytes, { blames });
  try {
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
