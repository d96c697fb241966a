import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** How many pages of which kind, at which ws://…/ws. */
export interface Orders {
  readonly url: string;
  /** that listen all the time */
  readonly steady: number;
  /** that come and go at random */
  readonly restless: number;
  /** that never read */
  readonly sleeping: number;
  readonly seed: number;
}

/** What the process of the pages tells. */
export type Report = { readonly ready: number } | { readonly height: number; readonly atMs: number };

export interface ManyClients {
  /** Resolves when every steady one has its first block. */
  readonly ready: Promise<void>;
  /** When the last steady one heard of the block at this height; ms since 1970 by the machine's clock. */
  heardByAll(height: number): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Very many pages as the website has them, in a process of their own. All subscribe to what every page of the website does; the steady
 * ones tell when all of them have heard of a block: `heardByAll` minus the time at which it was committed is what a fan-out takes.
 */
export function startManyClients(orders: Orders): ManyClients {
  const child = fork(join(import.meta.dirname, 'many-clients-process.ts'), { stdio: 'inherit' });
  const ended = once(child, 'exit');
  const heard = new Map<number, number>();
  const waiting = new Set<() => void>();
  const ready = Promise.withResolvers<void>();
  child.on('message', (report: Report) => {
    if ('ready' in report) {
      if (report.ready === orders.steady) ready.resolve();
      return;
    }
    heard.set(report.height, report.atMs);
    for (const look of [...waiting]) look();
  });
  child.send(orders);
  return {
    ready: ready.promise,
    heardByAll: (height) =>
      new Promise((resolve) => {
        const look = (): void => {
          const atMs = heard.get(height);
          if (atMs === undefined) return;
          waiting.delete(look);
          resolve(atMs);
        };
        waiting.add(look);
        look();
      }),
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
