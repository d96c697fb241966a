import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../../../scripts/project-node.mjs';

/** A real daemon, begun again whenever it ends, as PM2 does. */
export interface Daemon {
  readonly name: string;
  readonly kills: number;
  /** kill -9, wherever it is; nothing while it is not there */
  kill(): void;
  stop(): Promise<void>;
}

export function keepRunning(name: string, settings: Readonly<Record<string, string>>): Daemon {
  let stopped = false;
  let kills = 0;
  let running = start();

  function start(): ChildProcess {
    const child = spawn(process.execPath, [join(projectRoot, `packages/${name}/src/main.ts`)], {
      cwd: projectRoot,
      env: { ...process.env, ...settings, LOG_LEVEL: 'error' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.once('exit', () => {
      if (!stopped) running = start();
    });
    return child;
  }

  return {
    name,
    get kills() {
      return kills;
    },
    kill() {
      if (running.kill('SIGKILL')) kills += 1;
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      const gone = once(running, 'exit');
      running.kill('SIGTERM');
      await gone;
    },
  };
}
