import { poolToolErrorIn } from '@pooltool/shared-utils/errors';
import { CommanderError } from 'commander';
import { buildProgram } from './program.ts';
import { EXIT, type ExitCode, type Terminal } from './terminal.ts';
import { toldError } from './told-error.ts';

const NOT_SINGLE: readonly string[] = ['POOLTOOL_SINGLETON_HELD', 'POOLTOOL_SINGLETON_LOST'];

const somebodyElseDoesIt = (error: unknown): boolean => NOT_SINGLE.includes(poolToolErrorIn(error)?.code ?? '');

/** Runs one command line and answers its exit code. Never throws. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = buildProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has printed what it had to say: help that was asked for, or what is wrong with the command line.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const verbose = program.opts<{ verbose?: boolean }>().verbose === true;
    for (const line of await toldError(error, { verbose })) terminal.tell(line);
    return somebodyElseDoesIt(error) ? EXIT.notSingle : EXIT.failed;
  }
}
