import { Command } from 'commander';
import { archiveCommand } from './commands/archive.ts';
import { chainCommand } from './commands/chain.ts';
import { compareCommand } from './commands/compare.ts';
import { consoleCommand } from './commands/console.ts';
import { decodeDumpCommand } from './commands/decode-dump.ts';
import { documentsCommand } from './commands/documents.ts';
import { epochCommand } from './commands/epoch.ts';
import { keysCommand } from './commands/keys.ts';
import { localCloudCommand } from './commands/local-cloud.ts';
import { migrateCommand } from './commands/migrate.ts';
import { replayCommand } from './commands/replay.ts';
import { rewardsCommand } from './commands/rewards.ts';
import { statusCommand } from './commands/status.ts';
import { usersCommand } from './commands/users.ts';
import { verifyRewardsCommandLine } from './commands/verify-rewards.ts';
import type { ExitCode, Terminal } from './terminal.ts';

const COMMANDS = [
  statusCommand,
  migrateCommand,
  replayCommand,
  chainCommand,
  epochCommand,
  archiveCommand,
  documentsCommand,
  keysCommand,
  usersCommand,
  rewardsCommand,
  verifyRewardsCommandLine,
  compareCommand,
  decodeDumpCommand,
  consoleCommand,
  localCloudCommand,
] as const;

/**
 * The `pooltool` command line. What a command works with is imported when it runs, so that `--help` is there at once.
 * Throws CommanderError instead of ending the process.
 */
export function buildProgram(terminal: Terminal, exit: (code: ExitCode) => void): Command {
  const program = new Command('pooltool')
    .description(
      'What an operator of PoolTool does by hand. Settings come from the environment or .env (.env.example).',
    )
    .option('--verbose', 'show the stack of an error')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.tell(text.trimEnd()),
    })
    .showHelpAfterError('(--help tells what there is)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed or not equal, 2 wrong command line, 75 another process does it now, 130 interrupted.\nEvery error code is explained in docs/errors.md.',
    );
  for (const command of COMMANDS) {
    const made = command({ terminal, exit });
    program.addCommand(inherit(made, program));
  }
  return program;
}

function inherit(command: Command, from: Command): Command {
  command.copyInheritedSettings(from);
  for (const inner of command.commands) inherit(inner, command);
  return command;
}
