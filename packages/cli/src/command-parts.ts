import type { ExitCode, Terminal } from './terminal.ts';

/** What a command is made with. */
export interface CommandParts {
  readonly terminal: Terminal;
  /** Says how it ended, where that is not 0. */
  readonly exit: (code: ExitCode) => void;
}
