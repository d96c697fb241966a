import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `stdout`: read to its end, a pipe whose reader is gone, or an open file. */
interface Around {
  readonly settings?: Readonly<Record<string, string>>;
  readonly stdout?: 'read' | 'closed' | number;
}

/** Runs the command as a process of its own, without the settings of whoever runs the tests. */
export function ran(args: readonly string[], { settings = {}, stdout: to = 'read' }: Around = {}): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>();
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', typeof to === 'number' ? to : 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', ...settings },
  });
  let stdout = '';
  let stderr = '';
  if (to === 'closed') child.stdout?.destroy();
  child.stdout?.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  child.on('error', reject);
  child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  return promise;
}
