import { vi } from 'vitest';
import { runCli } from '../src/run-cli.ts';

export interface RanHere {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Around {
  readonly settings?: Readonly<Record<string, string>>;
  /** when somebody presses Ctrl-C; never when absent */
  readonly stopped?: Promise<void>;
  /** what a person answers; nobody is there when absent */
  readonly answer?: boolean;
}

/** Runs the command in this process, with these settings, which are put back afterwards. */
export async function ranHere(args: readonly string[], { settings = {}, ...around }: Around = {}): Promise<RanHere> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  try {
    const exitCode = await runCli(args, {
      print: (line) => void stdout.push(line),
      tell: (line) => void stderr.push(line),
      untilStopped: () => around.stopped ?? new Promise(() => {}),
      confirm: async (question) => {
        stderr.push(question);
        return around.answer ?? null;
      },
    });
    return { exitCode, stdout: stdout.join('\n'), stderr: stderr.join('\n') };
  } finally {
    vi.unstubAllEnvs();
  }
}
