import type { Clock } from '@pooltool/shared-utils/clock';
import { dispositionOf, poolToolErrorIn } from '@pooltool/shared-utils/errors';
import type { Log } from '@pooltool/shared-utils/log';
import { listen, type Pool } from '@pooltool/shared-utils/pg';
import { PIPELINE_CHANNEL } from '@pooltool/store/pipeline';
import { tooManyWatchers } from '../errors.ts';
import { loadView } from '../view/console-view.ts';
import type { GridPart } from '../view/grid.ts';
import { changedParts, type SentParts } from './changed-parts.ts';
import { eventText, makeWatchers, type Watcher } from './watchers.ts';

export interface Live {
  /** Sends the page the present state, then every change. @throws POOLTOOL_TOO_MANY_WATCHERS (retry) */
  watch(watcher: Watcher): void;
  forget(watcher: Watcher): void;
  close(): Promise<void>;
}

/** Nothing tells of a block or a document mark but looking. */
const TICK_MS = 1_000;
/** A burst of changes of the pipeline is drawn once. */
const COALESCE_MS = 150;
/** The grid changes with a notification; should one be lost, it is looked at all the same. */
const GRID_TICKS = 15;
const MOST_WATCHERS = 100;

/**
 * One loop looks at the database, however many pages watch: after a notification of the pipeline and every second, and
 * not at all while nobody watches. What differs from what was sent last goes to every page.
 */
export async function startLive({
  pool,
  clock,
  log,
  signal,
}: {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Promise<Live> {
  const watchers = makeWatchers();
  const sent: SentParts = new Map();
  const closing = new AbortController();
  const ended = AbortSignal.any([signal, closing.signal]);
  let grid: GridPart | undefined;
  let pause = new AbortController();
  let down = false;

  const wake = (): void => {
    grid = undefined;
    pause.abort();
  };

  const look = async (): Promise<void> => {
    const nowMs = clock.now();
    const view = await loadView(pool, { nowMs, grid });
    // A notification that came while we looked may tell of something newer than what we saw.
    grid = pause.signal.aborted ? undefined : view.grid;
    if (down) watchers.broadcast({ event: 'up', data: '{}' });
    down = false;
    for (const event of changedParts(view, sent, nowMs)) watchers.broadcast(event);
  };

  const tellDown = (error: unknown): void => {
    const code = poolToolErrorIn(error)?.code ?? 'POOLTOOL_UNEXPECTED';
    if (!down) log.warn({ error, disposition: dispositionOf(error) }, 'console.unread');
    down = true;
    watchers.broadcast({ event: 'down', data: JSON.stringify({ code, now: clock.now() }) });
  };

  const run = async (): Promise<void> => {
    for (let tick = 0; !ended.aborted; tick += 1) {
      const woken = pause.signal.aborted;
      if (woken) await clock.waitMs(COALESCE_MS, ended).catch(() => {});
      if (ended.aborted) return;
      pause = new AbortController();
      if (tick % GRID_TICKS === 0) {
        grid = undefined;
        watchers.beat();
      }
      if (watchers.count > 0) await look().catch(tellDown);
      // Ends early when woken or closed: the loop's head looks at both.
      await clock.waitMs(TICK_MS, AbortSignal.any([ended, pause.signal])).catch(() => {});
    }
  };

  const listening = await listen(pool, PIPELINE_CHANNEL, wake, { onReconnect: wake });
  const running = run();

  return {
    watch: (watcher) => {
      if (watchers.count >= MOST_WATCHERS) throw tooManyWatchers();
      watcher.write(eventText({ event: 'hello', data: JSON.stringify({ now: clock.now() }) }));
      watchers.add(watcher);
      // Everything is sent to everybody once more: rare, and nobody is shown something older than they have.
      sent.clear();
      wake();
    },
    forget: (watcher) => watchers.remove(watcher),
    close: async () => {
      closing.abort();
      watchers.end();
      await listening.close();
      await running;
    },
  };
}
