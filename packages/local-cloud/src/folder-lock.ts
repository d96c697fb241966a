import { createHash } from 'node:crypto';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localFolderInUse } from './errors.ts';

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Makes `folder` ours alone, creating it if need be; two servers writing the same files would ruin them.
 *
 * The lock is a listening socket named after the folder: the system ends it with the process however it dies, so no stale lock can keep a
 * server from starting again, as a file with a process id would where ids repeat (in a container after every restart).
 *
 * @throws POOLTOOL_LOCAL_FOLDER_IN_USE
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true });
  const path = await realpath(folder);
  const name = createHash('sha256').update(path).digest('hex').slice(0, 24);
  const socket = socketNamed(`pooltool-${name}.lock`);
  if (await isAnswered(socket)) throw localFolderInUse({ message: `${path} is in use by another server` });
  if (!isAbstract(socket)) await rm(socket, { force: true });
  const server = createServer((connection) => connection.destroy()).unref();
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(socket, listening.resolve);
  await listening.promise;
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/**
 * Linux has names for sockets outside the file system, which vanish with the process. Elsewhere it is a file in the temporary folder —
 * not in the folder itself, because a socket's path holds a hundred characters and no more — and one left behind answers nobody.
 */
const socketNamed = (name: string): string => (process.platform === 'linux' ? `\0${name}` : join(tmpdir(), name));
const isAbstract = (socket: string): boolean => socket.startsWith('\0');

function isAnswered(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}
