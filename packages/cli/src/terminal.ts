/** What a command may do to the terminal it runs in. */
export interface Terminal {
  /** One line of what was asked for, to stdout. */
  print(line: string): void;
  /** One line about what goes on, to stderr. */
  tell(line: string): void;
  /** Resolves at Ctrl-C or SIGTERM. */
  untilStopped(): Promise<void>;
}

/** 0: done and as it should be; 1: it failed, or what was compared differs; 2: the command line is wrong. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
