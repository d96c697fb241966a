import type { Clock } from '../clock/index.ts';
import type { Log } from '../log/index.ts';

/** What was opened, to be closed in reverse. */
export type Resources = {
  /** Says how to close what was just opened. After the end has begun, it is closed at once. */
  onClose(name: string, close: () => unknown): void;
};

export type ResourceStack = Resources & {
  /** Closes all, last opened first, each within its time; returns the names of those that failed or were too slow. */
  close(): Promise<readonly string[]>;
  /** What is still to be closed, the next first. */
  left(): readonly string[];
};

type StackParts = { readonly log: Log; readonly clock: Clock; readonly limitMs: number };
type Opened = { readonly name: string; readonly close: () => unknown };

export function resourceStack({ log, clock, limitMs }: StackParts): ResourceStack {
  const opened: Opened[] = [];
  const failed: string[] = [];
  let closing = false;

  async function closeOne({ name, close }: Opened): Promise<void> {
    const closed = new AbortController();
    const late = clock.waitMs(limitMs, closed.signal).then(
      () => log.error({ resource: name, limitMs }, 'resource.close_overdue'),
      () => 'in time' as const,
    );
    const done = (async () => close())().then(
      () => 'in time' as const,
      (error: unknown) => log.error({ resource: name, error }, 'resource.close_failed'),
    );
    if ((await Promise.race([done, late])) !== 'in time') failed.push(name);
    closed.abort();
  }

  return {
    onClose(name, close) {
      if (closing) void closeOne({ name, close });
      else opened.push({ name, close });
    },
    async close() {
      for (let next = opened.at(-1); next !== undefined; next = opened.at(-1)) {
        await closeOne(next);
        opened.splice(opened.indexOf(next), 1);
      }
      closing = true;
      return failed;
    },
    left: () => opened.map(({ name }) => name).reverse(),
  };
}
