import { type Logger, pino } from 'pino';
import { type Clock, systemClock } from '../clock/index.ts';
import type { Log, LogEvent, LogFields, LogLevel } from './log.ts';
import { loggableFields } from './loggable.ts';
import { prettyLine } from './pretty-line.ts';

export type LogOptions = {
  readonly daemon: string;
  /** Default: info. */
  readonly level?: LogLevel | 'silent';
  /** One readable line instead of JSON. Default: when stdout is a terminal. */
  readonly pretty?: boolean;
  /** Where lines go, each with its line feed. Default: stdout, written before the call returns. */
  readonly write?: (line: string) => void;
  readonly clock?: Clock;
};

/** JSON lines: `{level, time, daemon, pid, …fields, event}`, with secrets taken out. */
export function makeLog({
  daemon,
  level = 'info',
  write,
  pretty = write === undefined && process.stdout.isTTY,
  clock = systemClock,
}: LogOptions): Log {
  // Written synchronously: the last line before an exit is the one that matters.
  const out = write === undefined ? pino.destination({ fd: 1, sync: true }) : { write };
  const stream = pretty ? { write: (line: string) => void out.write(prettyLine(line)) } : out;
  const options = {
    level,
    base: { daemon, pid: process.pid },
    messageKey: 'event',
    // Fields are made plain before they reach pino; its own serialiser of errors would lose our causes.
    errorKey: 'error',
    serializers: { error: (plain: unknown) => plain },
    timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return logOver(pino(options, stream));
}

function logOver(logger: Logger): Log {
  const at = (level: LogLevel) => (fields: LogFields, event: LogEvent) => {
    if (logger.isLevelEnabled(level)) logger[level](loggableFields(fields), event);
  };
  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    child: (fields) => logOver(logger.child(loggableFields(fields))),
  };
}
