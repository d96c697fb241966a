import type { LogEvent } from '@pooltool/shared-utils/log';
import type { WorkerParts } from './worker-parts.ts';

/** Does `work` every `everyMs` until the signal is aborted; what it throws is a warning named `event`, and the next time comes. */
export async function repeat(
  { clock, log }: Pick<WorkerParts, 'clock' | 'log'>,
  { everyMs, signal, event }: { readonly everyMs: number; readonly signal: AbortSignal; readonly event: LogEvent },
  work: () => Promise<unknown>,
): Promise<void> {
  while (!signal.aborted) {
    // Aborted while waiting: the loop ends below.
    await clock.waitMs(everyMs, signal).catch(() => {});
    if (signal.aborted) return;
    try {
      await work();
    } catch (error) {
      log.warn({ error }, event);
    }
  }
}
