import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { type Prepared, readPreparedFile } from './prepared.ts';

/** Puts the files of an arrival where it says they are, except those that are there. Answers the bytes that were sent. */
export async function upload({ arrival }: Prepared, folder: string, objects: ObjectStore): Promise<number> {
  let sent = 0;
  for (const file of [...arrival.snapshots, arrival.accounts]) {
    // The key holds the content's hash: the same key and length are the same content.
    if ((await objects.head(file.key))?.length === file.bytes) continue;
    const body = await readPreparedFile(folder, file);
    await objects.put({ key: file.key, body, contentType: 'application/octet-stream' });
    sent += file.bytes;
  }
  return sent;
}
