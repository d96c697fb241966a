import { watch } from 'node:fs';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';

/** Rings when something changed; who was not waiting then hears it at the next wait. */
export interface Bell {
  ring(): void;
  /** Until it rings, or `ms` passed. @throws the signal's reason when aborted */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** A dump that is being written changes thousands of times a second: so long is looked away after each ring. */
const REST_MS = 200;

export function newBell(clock: Clock): Bell {
  let rung = Promise.withResolvers<void>();
  return {
    ring: () => rung.resolve(),
    async wait(ms, signal) {
      const awake = new AbortController();
      const passed = clock.waitMs(ms, AbortSignal.any([signal, awake.signal])).then(
        () => 'passed' as const,
        () => 'aborted' as const,
      );
      const why = await Promise.race([rung.promise, passed]);
      awake.abort();
      signal.throwIfAborted();
      if (why === 'passed') return;
      await clock.waitMs(REST_MS, signal);
      rung = Promise.withResolvers<void>();
    },
  };
}

/** Rings when the system tells of a change in the folder. It may not (a network file system): who waits looks now and then anyway. */
export function ringOnChange({ folder, bell, log }: { folder: string; bell: Bell; log: Log }): { close(): void } {
  try {
    const watcher = watch(folder, () => bell.ring());
    watcher.on('error', (error) => log.warn({ error }, 'dump-folder.not-watched'));
    return watcher;
  } catch (error) {
    log.warn({ error }, 'dump-folder.not-watched');
    return { close: () => {} };
  }
}
