import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { SingletonLock } from '@pooltool/shared-utils/daemon';

/**
 * Holds the dump folder for as long as the process lives, or answers null when another process has it: a second daemon would clear
 * away what the first is in the middle of making, and end its Oura. The lock is a socket in Linux' abstract namespace, which the system
 * takes back from whoever dies, and which leaves nothing on the disk. Elsewhere nobody is kept out.
 */
export async function holdFolder(folder: string): Promise<SingletonLock | null> {
  const lost = new Promise<void>(() => {});
  if (process.platform !== 'linux') return { release: async () => {}, lost };
  await mkdir(folder, { recursive: true });
  // The folder itself, by whatever path it is reached.
  const { dev, ino } = await stat(folder);
  const name = createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32);
  const server = createServer((caller) => caller.destroy());
  try {
    const listening = once(server, 'listening');
    server.listen(`\0pooltool-cnode-${name}`);
    await listening;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return null;
    throw error;
  }
  server.unref();
  return {
    async release() {
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
    lost,
  };
}
