import { Command } from 'commander';
import type { CommandParts } from '../command-parts.ts';

/** The secrets of the console: only their hashes are kept, in its settings. */
export const consoleCommand = (parts: CommandParts): Command =>
  new Command('console')
    .description('secrets of the console: password, token')
    .addCommand(passwordCommand(parts))
    .addCommand(tokenCommand(parts));

const passwordCommand = ({ terminal }: CommandParts): Command =>
  new Command('password')
    .description('make a password for the buttons of the console, and its hash')
    .option('--stdin', 'hash the password that is given on stdin instead')
    .addHelpText(
      'after',
      `
Put the line into .env and restart the console; nobody can read the password out of it, so keep that somewhere else.
Another hash and a restart end all sessions.

Settings: none

Examples:
  npx pooltool console password
  npx pooltool console password --stdin < password.txt`,
    )
    .action(async ({ stdin = false }: { stdin?: boolean }) => {
      const { hashPassword } = await import('@pooltool/shared-utils/crypto');
      const { givenPassword, madePassword } = await import('../console-secrets.ts');
      const password = stdin ? await givenPassword(process.stdin) : madePassword();
      if (!stdin) terminal.tell(`password, shown this once: ${password}`);
      terminal.print(`CONSOLE_PASSWORD_HASH=${await hashPassword(password)}`);
    });

const tokenCommand = ({ terminal }: CommandParts): Command =>
  new Command('token')
    .description('make a token by which programs use the console, and its hash')
    .addHelpText(
      'after',
      `
Put the line into .env and restart the console. A program sends the header Authorization: Bearer TOKEN.

Settings: none

Example:
  npx pooltool console token`,
    )
    .action(async () => {
      const { sha256Hex } = await import('@pooltool/shared-utils/crypto');
      const { madeToken } = await import('../console-secrets.ts');
      const token = madeToken();
      terminal.tell(`token, shown this once: ${token}`);
      terminal.print(`CONSOLE_TOKEN_HASH=${sha256Hex(token)}`);
    });
