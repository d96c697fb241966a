import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../scripts/project-node.mjs';

/** A daemon of ours as a process of its own. */
export interface DaemonProcess {
  readonly child: ChildProcess;
  /** where it answers HTTP */
  readonly address: string;
  /** @returns its exit code; null after a kill */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<unknown>;
}

/** Started and ready. Its port is any that is free. @throws Error when it ends before that; its log says why */
export async function startDaemonProcess(
  daemon: string,
  settings: Readonly<Record<string, string>>,
): Promise<DaemonProcess> {
  const port = `${daemon.toUpperCase().replaceAll('-', '_')}_PORT`;
  const child = fork(join(projectRoot, 'packages', daemon, 'src/main.ts'), {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], ...settings, [port]: '0' },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => code);
  const log: string[] = [];
  const ready = once(child, 'message');
  const address = new Promise<string>((resolve) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const logged: unknown = JSON.parse(line);
      if (typeof logged !== 'object' || logged === null) return;
      if (log.length < 100) log.push(line);
      const told: unknown = Reflect.get(logged, 'address');
      if (typeof told === 'string') resolve(told);
    });
  });
  const started = await Promise.race([Promise.all([address, ready]), ended]);
  if (!Array.isArray(started)) throw new Error(`${daemon} ended with ${String(started)}:\n${log.join('\n')}`);
  const [at] = started;
  return {
    child,
    address: String(at),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}
