import { configInvalid } from '../config/index.ts';
import { dispositionOf, poolToolErrorIn } from '../errors/index.ts';
import { singletonHeld, singletonLost } from './errors.ts';

/**
 * What a daemon's end tells its supervisor. 70, 75, 78 are sysexits.h's EX_SOFTWARE, EX_TEMPFAIL, EX_CONFIG.
 * ecosystem.config.js leaves a daemon stopped after 70 and 78 (`stop_exit_codes`) and starts it again after 1 and 75
 * with growing delay (`exp_backoff_restart_delay`), so that a second instance does not turn in circles. Whoever PM2
 * itself asked to stop stays stopped; a 0 that it did not ask for is how a kill -9 looks to it, so that one starts again.
 */
export const EXIT = { clean: 0, failed: 1, halted: 70, notSingle: 75, misconfigured: 78 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of a daemon that ended with this error. */
export function exitCodeOf(error: unknown): ExitCode {
  const declared = poolToolErrorIn(error);
  if (configInvalid.is(declared)) return EXIT.misconfigured;
  if (singletonHeld.is(declared) || singletonLost.is(declared)) return EXIT.notSingle;
  return dispositionOf(error) === 'halt' ? EXIT.halted : EXIT.failed;
}
