import { decodeSnapshotFile, type SnapshotFile } from '@pooltool/codec';
import type { FileNote } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { snapshotFileMissing, snapshotFileWrong } from './errors.ts';

/**
 * Fetches the snapshot file that an arrival names and checks that it is the very one.
 * @throws POOLTOOL_SNAPSHOT_FILE_MISSING (retry), POOLTOOL_SNAPSHOT_FILE_WRONG (reject), POOLTOOL_SNAPSHOT_FILE_UNREADABLE
 */
export const fetchSnapshotFile = async (objects: ObjectStore, note: FileNote): Promise<SnapshotFile> =>
  decodeSnapshotFile(await fetchFile(objects, note));

/** The bytes of the very file that is named. @throws POOLTOOL_SNAPSHOT_FILE_MISSING (retry), POOLTOOL_SNAPSHOT_FILE_WRONG (reject) */
export async function fetchFile(objects: ObjectStore, { key, sha256 }: FileNote): Promise<Uint8Array> {
  const found = await objects.get(key);
  if (found === null) throw snapshotFileMissing({ message: `${key} is not in the object store`, details: { key } });
  const actual = sha256Hex(found.bytes);
  if (actual !== sha256) {
    throw snapshotFileWrong({ message: `${key} hashes to ${actual}, the arrival says ${sha256}`, details: { key } });
  }
  return found.bytes;
}
