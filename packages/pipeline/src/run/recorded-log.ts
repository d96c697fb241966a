import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log, LogEvent, LogFields } from '@pooltool/shared-utils/log';
import type { LogLine } from '@pooltool/store/pipeline';
import { plain } from './plain.ts';
import type { RunLog } from './run-log.ts';

/** More lines than this help nobody: the daemon's own log has them all. */
const MOST_LINES = 2_000;

export type RecordedLog = {
  readonly log: RunLog;
  /** The lines since the last call. */
  readonly take: () => LogLine[];
};

/** Writes a run's lines to the daemon's log and keeps them for the run's page. */
export function recordedLog(log: Log, clock: Clock): RecordedLog {
  let lines: LogLine[] = [];
  let line = 0;
  const write = (level: LogLine['level']) => (fields: LogFields, event: LogEvent) => {
    log[level](fields, event);
    line += 1;
    if (line <= MOST_LINES) lines.push({ line, at: new Date(clock.now()), level, event, detail: plain(fields) });
  };
  return {
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    take: () => {
      const taken = lines;
      lines = [];
      return taken;
    },
  };
}
