import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';
import { FEED_MARK, markOf, type OuraFeed } from './feed.ts';

/** How an Oura ended. */
export interface OuraEnd {
  /** null when a signal ended it, or it could not be started */
  readonly code: number | null;
  readonly says: string;
  readonly ranMs: number;
}

/** An Oura that runs. */
export interface OuraChild {
  readonly pid: number | null;
  readonly ended: Promise<OuraEnd>;
  /** Asks it to end, and ends it when it does not. */
  stop(): Promise<OuraEnd>;
}

/** Less than a daemon has for its own end (STOP_GRACE). */
const GRACE_MS = 4_000;
const LONGEST_LINE = 2000;

interface Start {
  readonly feed: OuraFeed;
  /** after `daemon --config …` */
  readonly args: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

/** Starts Oura without a shell and without our environment, which holds secrets. What it says goes to our log. */
export function startOura({ feed, args, clock, log }: Start): OuraChild {
  const begunMs = clock.now();
  const child = spawn(feed.program, ['daemon', '--config', feed.config, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { RUST_LOG: 'info', [FEED_MARK]: markOf(feed) },
  });
  relay(child.stdout, 'stdout', log);
  relay(child.stderr, 'stderr', log);
  const ended = endOf(child, () => clock.now() - begunMs);
  return {
    pid: child.pid ?? null,
    ended,
    async stop() {
      const over = new AbortController();
      child.kill('SIGTERM');
      const kill = clock.waitMs(GRACE_MS, over.signal).then(
        () => child.kill('SIGKILL'),
        () => {},
      );
      const end = await ended;
      over.abort();
      await kill;
      return end;
    },
  };
}

function endOf(child: ChildProcess, ranMs: () => number): Promise<OuraEnd> {
  const { promise, resolve } = Promise.withResolvers<OuraEnd>();
  child.once('error', (error) => resolve({ code: null, says: error.message, ranMs: ranMs() }));
  child.once('exit', (code, signal) =>
    resolve({ code, says: signal === null ? `exit ${code}` : `ended by ${signal}`, ranMs: ranMs() }),
  );
  return promise;
}

function relay(stream: Readable, from: 'stdout' | 'stderr', log: Log): void {
  const lines = createInterface({ input: stream });
  lines.on('line', (line) => log.info({ from, line: line.slice(0, LONGEST_LINE) }, 'oura.says'));
}
