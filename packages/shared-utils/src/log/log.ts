/** A constant in the form `thing.happened`, never with values inside: `block.recorded`. Values are fields. */
export type LogEvent = `${string}.${string}`;

/** Fields named as in GLOSSARY.md. An error goes under `error`. */
export type LogFields = Readonly<Record<string, unknown>>;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

type Write = (fields: LogFields, event: LogEvent) => void;

/**
 * Object first, constant event name second: `log.info({ slot, height }, 'block.recorded')`.
 * error: somebody should look; fatal: the process ends; warn: it mends itself; info: what an operator follows.
 */
export type Log = Readonly<Record<LogLevel, Write>> & {
  /** The same log with these fields on every line. */
  child(fields: LogFields): Log;
};
