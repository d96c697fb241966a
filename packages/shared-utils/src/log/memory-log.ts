import type { Log, LogLevel } from './log.ts';
import { makeLog } from './make-log.ts';

export type LogEntry = {
  readonly level: LogLevel;
  readonly event: string;
  /** As they would stand in the JSON: bigints as strings, errors as objects, secrets taken out. */
  readonly fields: Readonly<Record<string, unknown>>;
};

export type MemoryLog = Log & {
  readonly entries: readonly LogEntry[];
  /** The event names so far, in order. */
  events(): readonly string[];
  /** The fields of each entry with this event. */
  of(event: string): readonly LogEntry['fields'][];
};

/** A log for tests that keeps what was logged, after the same treatment as the true one. Records every level. */
export function memoryLog(): MemoryLog {
  const entries: LogEntry[] = [];
  const log = makeLog({ daemon: 'test', level: 'trace', write: (line) => entries.push(entryOf(line)) });
  return {
    ...log,
    entries,
    events: () => entries.map(({ event }) => event),
    of: (event) => entries.filter((entry) => entry.event === event).map(({ fields }) => fields),
  };
}

function entryOf(line: string): LogEntry {
  const { level, event, time: _time, daemon: _daemon, pid: _pid, ...fields } = JSON.parse(line);
  return { level, event, fields };
}
