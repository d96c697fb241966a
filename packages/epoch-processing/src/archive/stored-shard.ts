import { readFile, rm } from 'node:fs/promises';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { TAIL_BYTES } from '@pooltool/store/archive';

/** An object that was put, and not read back yet. A type and not an interface: runs keep it as JSON. */
export type StoredShard = {
  readonly prefix: string;
  readonly key: string;
  readonly bytes: number;
  readonly footerBytes: number;
  /** hex: of the object; of the rows in canonical order as they were before they became one */
  readonly sha256: string;
  readonly rowsSha256: string;
};

/**
 * Puts a Parquet file, and removes it. Its name holds the hash of its rows: whoever still works on other rows of the same
 * epoch, given up for dead, cannot overwrite it.
 */
export async function storeShard(
  objects: Pick<ObjectStore, 'put'>,
  { path, folder, prefix, rowsSha256 }: { path: string; folder: string; prefix: string; rowsSha256: string },
): Promise<StoredShard> {
  const body = await readFile(path);
  await rm(path);
  const key = `${folder}/${prefix}-${rowsSha256.slice(0, 16)}.parquet`;
  await objects.put({ key, body, contentType: 'application/vnd.apache.parquet' });
  return {
    prefix,
    key,
    bytes: body.byteLength,
    footerBytes: body.readUInt32LE(body.byteLength - TAIL_BYTES),
    sha256: sha256Hex(body),
    rowsSha256,
  };
}
