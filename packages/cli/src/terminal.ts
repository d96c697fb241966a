/** What a command may do to the terminal it runs in. */
export interface Terminal {
  /** One line of what was asked for, to stdout. */
  print(line: string): void;
  /** One line about what goes on, to stderr. */
  tell(line: string): void;
  /** Resolves at Ctrl-C or SIGTERM. */
  untilStopped(): Promise<void>;
  /** Asks a question that wants a yes; null where nobody is there to answer. */
  confirm(question: string): Promise<boolean | null>;
}

/**
 * 0: done and as it should be; 1: it failed, or what was compared differs; 2: the command line is wrong;
 * 75 (sysexits.h's EX_TEMPFAIL, as of the daemons): somebody else does this work now; 130: stopped before its end, as a
 * shell says of Ctrl-C.
 */
export const EXIT = { ok: 0, failed: 1, usage: 2, notSingle: 75, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
