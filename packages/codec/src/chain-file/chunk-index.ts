import { type BlockHash, blockHash, type Slot, slot } from '@pooltool/domain';
import { toHex } from '@pooltool/shared-utils/crypto';

/** What a node's secondary index says of one block of a chunk. */
export interface ChunkEntry {
  /** bytes from the chunk's start, and how many up to the next block or the chunk's end */
  readonly offset: number;
  readonly size: number;
  /** bytes from the block's start */
  readonly headerOffset: number;
  readonly headerSize: number;
  /** CRC32 of the block's bytes */
  readonly checksum: number;
  readonly hash: BlockHash;
  /** of a boundary block the number of its epoch stands here */
  readonly slot: Slot;
}

const ENTRY_BYTES = 56;
const PRIMARY_VERSION = 1;

/** An index that does not fit its chunk or itself; the reader of the chunk says in which file. */
export class IndexFault extends Error {
  override readonly name = 'IndexFault';
}

/**
 * The entries of a `.secondary` file (56 bytes each, big-endian: u64 offset, u16 header offset, u16 header size, u32 CRC32,
 * 32 bytes of hash, u64 slot), checked against each other and against the chunk's size.
 *
 * @throws IndexFault
 */
export function parseSecondary(bytes: Uint8Array, chunkSize: number): ChunkEntry[] {
  if (bytes.length % ENTRY_BYTES !== 0) {
    throw new IndexFault(`the secondary index is ${bytes.length} bytes, which are no whole entries of ${ENTRY_BYTES}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length / ENTRY_BYTES;
  const offsets = Array.from({ length: count }, (_, index) => Number(view.getBigUint64(index * ENTRY_BYTES)));
  return offsets.map((offset, index) => {
    const at = index * ENTRY_BYTES;
    const end = offsets[index + 1] ?? chunkSize;
    if ((index === 0 && offset !== 0) || end <= offset || end > chunkSize) {
      throw new IndexFault(
        `entry ${index} of the secondary index puts its block at ${offset} … ${end} of ${chunkSize} bytes`,
      );
    }
    return {
      offset,
      size: end - offset,
      headerOffset: view.getUint16(at + 8),
      headerSize: view.getUint16(at + 10),
      checksum: view.getUint32(at + 12),
      hash: blockHash(toHex(bytes.subarray(at + 16, at + 48))),
      slot: slot(Number(view.getBigUint64(at + 48))),
    };
  });
}

/**
 * A `.primary` file (a version byte, then u32 big-endian offsets into the secondary index, one a slot and one more) must
 * lead to every entry of the secondary index and to nothing else.
 *
 * @throws IndexFault
 */
export function checkPrimary(bytes: Uint8Array, secondarySize: number): void {
  const version = bytes[0];
  if (version !== PRIMARY_VERSION)
    throw new IndexFault(`the primary index is of version ${version}, not ${PRIMARY_VERSION}`);
  if (bytes.length < 5 || (bytes.length - 1) % 4 !== 0) {
    throw new IndexFault(`the primary index is ${bytes.length} bytes, which are no version and whole offsets`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let before = 0;
  for (let at = 1; at < bytes.length; at += 4) {
    const offset = view.getUint32(at);
    const step = offset - before;
    if (at === 1 ? offset !== 0 : step !== 0 && step !== ENTRY_BYTES) {
      throw new IndexFault(
        `the primary index steps from ${before} to ${offset} at slot ${(at - 1) / 4 - 1} of the chunk`,
      );
    }
    before = offset;
  }
  if (before !== secondarySize) {
    throw new IndexFault(
      `the primary index knows ${before / ENTRY_BYTES} blocks, the secondary index ${secondarySize / ENTRY_BYTES}`,
    );
  }
}
