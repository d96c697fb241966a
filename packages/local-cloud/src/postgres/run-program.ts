import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Binaries } from './binaries.ts';
import type { RunAs } from './ordinary-user.ts';

export interface Program {
  readonly process: ChildProcess;
  /** Resolves with the exit code, or the signal's name, once the program is gone. Never rejects. */
  readonly exited: Promise<number | string>;
  /** The last lines it wrote: the reason, when it fails. */
  lastLines(): string;
}

const KEPT_LINES = 20;

/** Only what PostgreSQL needs: a PGDATA or PGPORT of the caller's shell must not reach it. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };

/** Starts a PostgreSQL program, every line it writes going to `log`. */
export function runProgram(
  { binaries, runAs, log }: { binaries: Binaries; runAs: RunAs; log: (line: string) => void },
  program: string,
  args: readonly string[],
): Program {
  const [command = program, ...rest] = [...runAs.prefix, program, ...args];
  const child = spawn(command, rest, {
    env: binaries.libraryPath === undefined ? ENVIRONMENT : { ...ENVIRONMENT, LD_LIBRARY_PATH: binaries.libraryPath },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: Ctrl-C in a terminal must reach the daemons first and the database last.
    detached: true,
    ...(runAs.user ?? {}),
  });
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    log(line);
  };
  createInterface({ input: child.stdout }).on('line', keep);
  createInterface({ input: child.stderr }).on('line', keep);
  const exited = new Promise<number | string>((resolve) => {
    child.once('error', (error) => {
      keep(error.message);
      resolve(error.message);
    });
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  return { process: child, exited, lastLines: () => lines.join('\n') };
}
