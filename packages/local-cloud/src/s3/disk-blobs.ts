import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Blobs } from './blobs.ts';

const READ_BYTES = 256 * 1024;

/**
 * Blobs as files `<folder>/<first two of the id>/<id>`. A file comes to its place by rename, so what lies there is whole; what was being
 * written when the process died lies in `<folder>/incoming` and is removed at the next start, as is every blob not in `named`.
 */
export async function diskBlobs(folder: string, named: ReadonlySet<string>): Promise<Blobs> {
  const incoming = join(folder, 'incoming');
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true });
  await removeUnnamed(folder, named);
  const path = (id: string): string => join(folder, id.slice(0, 2), id);

  return {
    async write(id, body) {
      const temporary = join(incoming, id);
      try {
        const size = await writeFile(temporary, body);
        await mkdir(dirname(path(id)), { recursive: true });
        await rename(temporary, path(id));
        return size;
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    read: ({ blob, offset, size }) => readFile(path(blob), offset, size),
    remove: (id) => rm(path(id), { force: true }),
  };
}

async function removeUnnamed(folder: string, named: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && !named.has(entry.name)) await rm(join(entry.parentPath, entry.name), { force: true });
  }
}

async function writeFile(path: string, body: AsyncIterable<Uint8Array>): Promise<number> {
  await using file = await open(path, 'wx');
  let size = 0;
  for await (const bytes of body) {
    let written = 0;
    while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten;
    size += bytes.length;
  }
  return size;
}

async function* readFile(path: string, offset: number, size: number): AsyncGenerator<Uint8Array> {
  if (size === 0) return;
  await using file = await open(path, 'r');
  for (let done = 0; done < size; ) {
    // A fresh buffer each time: the one before may still wait in a socket.
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, size - done));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset + done);
    if (bytesRead === 0) throw new Error(`${path} ends at ${offset + done} instead of ${offset + size}`);
    done += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
