import type { Clock } from '@pooltool/shared-utils/clock';
import { dispositionOf, poolToolErrorIn } from '@pooltool/shared-utils/errors';
import type { Log } from '@pooltool/shared-utils/log';
import { listen, type Pool } from '@pooltool/shared-utils/pg';
import { DOCUMENTS_CHANNEL } from '@pooltool/store/documents';
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

/** Nothing tells of a queue, a sensor's look or the end of a minute but looking. */
const TICK_MS = 2_000;
/** A burst of changes is drawn once: while catching up there are hundreds of blocks a second. */
const COALESCE_MS = 200;
/** Looking takes a fifth of the time at most, however many partitions there are to look at. */
const restMs = (lookedMs: number): number => Math.min(Math.max(COALESCE_MS, 4 * lookedMs), TICK_MS);
/** The grid changes with a notification; should one be lost, it is looked at all the same. */
const GRID_MS = 15_000;
const MOST_WATCHERS = 100;

/**
 * One loop looks at the database, however many pages watch: when the pipeline or a document mark (every block sets some)
 * gives notice, and every other second; not at all while nobody watches. What differs from what was sent last goes to every page.
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
  let gridKnown = false;
  let gridMs = 0;
  let pause = new AbortController();
  let down = false;
  let lookedMs = 0;

  const wake = (): void => pause.abort();
  const wakeForGrid = (): void => {
    gridKnown = false;
    wake();
  };

  const look = async (): Promise<void> => {
    const nowMs = clock.now();
    const known = gridKnown && nowMs - gridMs < GRID_MS;
    if (!known) gridMs = nowMs;
    // Before the look: a notification that comes during it may tell of something newer than what it sees.
    gridKnown = true;
    const view = await loadView(pool, { nowMs, grid: known ? grid : undefined });
    grid = view.grid;
    if (down) watchers.broadcast({ event: 'up', data: '{}' });
    down = false;
    for (const event of changedParts(view, sent, nowMs)) watchers.broadcast(event);
  };

  const tellDown = (error: unknown): void => {
    const code = poolToolErrorIn(error)?.code ?? 'POOLTOOL_UNEXPECTED';
    if (!down) log.warn({ error, disposition: dispositionOf(error) }, 'console.unread');
    down = true;
    gridKnown = false;
    watchers.broadcast({ event: 'down', data: JSON.stringify({ code, now: clock.now() }) });
  };

  const run = async (): Promise<void> => {
    while (!ended.aborted) {
      if (pause.signal.aborted) await clock.waitMs(restMs(lookedMs), ended).catch(() => {});
      if (ended.aborted) return;
      pause = new AbortController();
      watchers.beat();
      const beganMs = clock.now();
      if (watchers.count > 0) await look().catch(tellDown);
      lookedMs = clock.now() - beganMs;
      // Ends early when woken or closed: the loop's head looks at both.
      await clock.waitMs(TICK_MS, AbortSignal.any([ended, pause.signal])).catch(() => {});
    }
  };

  const listening = await Promise.all([
    listen(pool, PIPELINE_CHANNEL, wakeForGrid, { onReconnect: wakeForGrid }),
    listen(pool, DOCUMENTS_CHANNEL, wake, { onReconnect: wake }),
  ]);
  const running = run();

  return {
    watch: (watcher) => {
      if (watchers.count >= MOST_WATCHERS) throw tooManyWatchers();
      watcher.write(eventText({ event: 'hello', data: JSON.stringify({ now: clock.now() }) }));
      watchers.add(watcher);
      // Everything is sent to everybody once more: rare, and nobody is shown something older than they have.
      sent.clear();
      wakeForGrid();
    },
    forget: (watcher) => watchers.remove(watcher),
    close: async () => {
      closing.abort();
      watchers.end();
      await Promise.all(listening.map((channel) => channel.close()));
      await running;
    },
  };
}
