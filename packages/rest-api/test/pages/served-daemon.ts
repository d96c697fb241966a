import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ServedDaemon {
  /** http://… */
  readonly address: string;
  /** As when the machine loses its power; resolves when it is gone. */
  kill(): Promise<void>;
}

/** rest-api as a process of its own, listening; at `port` where one is given. */
export async function serveDaemon(env: Readonly<Record<string, string>>, port = '0'): Promise<ServedDaemon> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts')], {
    env: { ...env, REST_API_PORT: port },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  return {
    address: await addressOf(child),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the daemon has no output');
  for await (const line of createInterface({ input: stdout })) {
    const { address }: { readonly address?: string } = JSON.parse(line);
    if (address === undefined) continue;
    stdout.resume();
    return address;
  }
  throw new Error('the daemon ended before it listened');
}
