import { execFile } from 'node:child_process';
import { diskFull, ledgerSourceFailed } from '../../errors.ts';
import { isDiskFull } from '../disk.ts';

export interface CliRun {
  /** path of the program */
  readonly program: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What it says goes to memory; the dump itself it writes to a file. */
const MOST_OUTPUT_BYTES = 1024 * 1024;

/**
 * Runs cardano-cli to its end, without a shell and without our environment, which holds secrets.
 * @throws POOLTOOL_LEDGER_SOURCE_FAILED or POOLTOOL_DISK_FULL (both retry) with what it complained about; the signal's reason
 */
export async function runCli({ program, args, timeoutMs, signal }: CliRun): Promise<string> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const limits = { timeout: timeoutMs, maxBuffer: MOST_OUTPUT_BYTES, killSignal: 'SIGKILL' } as const;
  execFile(program, args, { ...limits, signal, env: {}, encoding: 'utf8' }, (error, stdout, stderr) => {
    if (error === null) return resolve(stdout);
    if (signal.aborted) return reject(signal.reason);
    const says = stderr.trim().slice(0, 500) || error.message;
    const why = error.killed === true ? `no end after ${timeoutMs / 1000} s` : says;
    const kind = isDiskFull(says) || isDiskFull(error) ? diskFull : ledgerSourceFailed;
    reject(kind({ message: `${program} ${args.join(' ')}: ${why}`, cause: error }));
  });
  return promise;
}
