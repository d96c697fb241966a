import { systemClock } from '../clock/index.ts';
import { defineConfig, readConfig, type Settings } from '../config/index.ts';
import { type Log, makeLog } from '../log/index.ts';
import type { DaemonDefinition } from './daemon-definition.ts';
import { type End, newEnding } from './ending.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts';
import { kitConfig } from './kit-settings.ts';
import { liveUntilEnd } from './live-until-end.ts';
import { heedStopRequests } from './stop-requests.ts';

/**
 * The life of a daemon, which is all its main.ts says:
 *
 * 1. Read the settings; all faults at once, exit 78.
 * 2. Take the singleton's lock, if there is one to take; held by another: exit 75.
 * 3. `start`, listen, tell PM2 `ready`, log `daemon.started`.
 * 4. Until asked to stop (SIGINT, SIGTERM, PM2's 'shutdown'), or done, or failed.
 * 5. Abort the signal, then close in reverse of opening: requests, `stop`, resources, lock. Each has half of STOP_GRACE,
 *    all together STOP_GRACE; asked a second time, the process ends at once.
 * 6. Exit with the truth: see `EXIT`.
 *
 * An uncaught exception or unhandled rejection is logged and ends the process at once: nobody knows in what state it
 * is, and effects are idempotent.
 */
export async function runDaemon<const Of extends Settings>(definition: DaemonDefinition<Of>): Promise<never> {
  process.exit(await lifeOf(definition));
}

async function lifeOf<Of extends Settings>(definition: DaemonDefinition<Of>): Promise<ExitCode> {
  const clock = systemClock;
  const firstLog = makeLog({ daemon: definition.name });
  endAtOnceWhenUncaught(firstLog);
  const settings = settingsOf(definition, firstLog);
  if (settings === undefined) return EXIT.misconfigured;
  const { kit, config } = settings;
  const log = makeLog({ daemon: definition.name, level: kit.LOG_LEVEL });
  const ending = newEnding();
  heedStopRequests({
    ending,
    clock,
    atOnce: (by) => {
      log.error({ by }, 'daemon.cut');
      process.exit(EXIT.failed);
    },
  });
  const { end, unclosed } = await liveUntilEnd({ definition, config, log, clock, ending, graceMs: kit.STOP_GRACE });
  return tellEnd({ end, unclosed, log });
}

/** Undefined: the settings are wrong, and that is logged. */
function settingsOf<Of extends Settings>({ config }: DaemonDefinition<Of>, log: Log) {
  // First both together, so that all faults are in one error.
  try {
    readConfig(defineConfig({ ...kitConfig.settings, ...config.settings }));
    return { kit: readConfig(kitConfig), config: readConfig(config) };
  } catch (error) {
    log.fatal({ error }, 'daemon.misconfigured');
    return undefined;
  }
}

function endAtOnceWhenUncaught(log: Log): void {
  // 'uncaughtException' is told of unhandled rejections too.
  process.on('uncaughtException', (error, origin) => {
    log.fatal({ error, origin }, 'daemon.failed');
    process.exit(exitCodeOf(error));
  });
}

type Told = { readonly end: End; readonly unclosed: readonly string[]; readonly log: Log };

function tellEnd({ end, unclosed, log }: Told): ExitCode {
  if (end.why === 'failed') return exitCodeOf(end.error);
  log.info({ why: end.why, ...(end.why === 'asked' ? { by: end.by } : {}), unclosed }, 'daemon.stopped');
  return unclosed.length === 0 ? EXIT.clean : EXIT.failed;
}
