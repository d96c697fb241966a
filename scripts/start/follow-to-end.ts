import { newToldChain, type ToldChain } from '@pooltool/cli/compare';
import type { Clock } from '@pooltool/shared-utils/clock';
import { type FeedItem, runOuraFeed } from '@pooltool/simulator/feed';
import type { Stage } from './stage.ts';
import { type Delivered, type Unfinished, unfinishedWork } from './unfinished.ts';

export interface Followed {
  readonly told: ToldChain;
  readonly dumpEpochs: readonly number[];
  /** seconds that the feed alone took */
  readonly feedSeconds: number;
  /** what did not come to its end in time; empty when all is well */
  readonly unfinished: readonly Unfinished[];
}

export interface FollowOptions {
  readonly stage: Pick<Stage, 'oura' | 'pool' | 'supervisor'>;
  readonly items: AsyncIterable<FeedItem>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
  /** what was followed before on the same stage */
  readonly after?: Followed;
  /** called with every item that was delivered, and whenever one was not taken: fault tests strike here */
  readonly onDelivered?: (item: FeedItem) => void;
  readonly onRefused?: () => void;
  /** how long nothing may change before it is given up */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 60_000;
const LOOK_MS = 100;
const TELL_BLOCKS = 2_000;

/** Feeds a chain to its end and waits until the last document shows it. @throws the signal's reason when aborted */
export async function followToEnd(options: FollowOptions): Promise<Followed> {
  const { stage, items, clock, signal, tell, patienceMs = PATIENCE_MS } = options;
  const told = options.after?.told ?? newToldChain();
  const dumpEpochs = [...(options.after?.dumpEpochs ?? [])];
  const startedMs = clock.now();
  const watch = watchdog({ clock, patienceMs, signal: AbortSignal.any([signal, stage.supervisor.broken]) });
  let blocks = 0;
  let refused = '';
  try {
    await runOuraFeed({
      ...stage.oura,
      items,
      clock,
      signal: watch.signal,
      onRefused: ({ says }) => {
        refused = says;
        options.onRefused?.();
      },
      onDelivered: (item) => {
        watch.pat();
        if (item.kind === 'block') {
          told.tell(item.block);
          blocks += 1;
          if (blocks % TELL_BLOCKS === 0) tell(`${blocks} blocks, height ${item.block.height}`);
        } else {
          dumpEpochs.push(item.epoch);
          tell(`the ledger dump of epoch ${item.epoch} is in the folder`);
        }
        options.onDelivered?.(item);
      },
    });
    const feedSeconds = (clock.now() - startedMs) / 1000;
    tell(`${blocks} blocks in ${feedSeconds.toFixed(1)} s; epochs and documents come to their end`);
    const delivered = { tip: told.blocks().at(-1)?.hash ?? null, dumpEpochs };
    const unfinished = await untilFinished(stage, delivered, { clock, watch });
    return { told, dumpEpochs, feedSeconds, unfinished };
  } catch (error) {
    if (!watch.gaveUp()) throw error;
    const stuck = { what: 'feed', says: `the consumer takes no block: ${refused}` };
    return { told, dumpEpochs, feedSeconds: (clock.now() - startedMs) / 1000, unfinished: [stuck] };
  } finally {
    watch.close();
  }
}

async function untilFinished(
  { pool }: Pick<Stage, 'pool'>,
  delivered: Delivered,
  { clock, watch }: { clock: Clock; watch: Watchdog },
): Promise<readonly Unfinished[]> {
  let before = '';
  for (;;) {
    const left = await unfinishedWork(pool, delivered).catch((error: unknown) => [
      { what: 'database', says: error instanceof Error ? error.message : String(error) },
    ]);
    if (left.length === 0 || watch.gaveUp()) return left;
    watch.signal.throwIfAborted();
    const now = JSON.stringify(left);
    if (now !== before) watch.pat();
    before = now;
    await clock.waitMs(LOOK_MS, watch.signal).catch((error: unknown) => {
      if (!watch.gaveUp()) throw error;
    });
  }
}

/** Barks when nobody patted it for a while: nothing moves any more. */
interface Watchdog {
  readonly signal: AbortSignal;
  pat(): void;
  gaveUp(): boolean;
  close(): void;
}

function watchdog({ clock, patienceMs, signal }: { clock: Clock; patienceMs: number; signal: AbortSignal }): Watchdog {
  const giveUp = new AbortController();
  const closing = new AbortController();
  let pattedMs = clock.now();
  const guard = async (): Promise<void> => {
    for (;;) {
      const leftMs = pattedMs + patienceMs - clock.now();
      if (leftMs <= 0) return giveUp.abort(new Error(`nothing has moved for ${patienceMs / 1000} s`));
      await clock.waitMs(leftMs, closing.signal);
    }
  };
  void guard().catch(() => {});
  return {
    signal: AbortSignal.any([signal, giveUp.signal]),
    pat: () => {
      pattedMs = clock.now();
    },
    gaveUp: () => giveUp.signal.aborted,
    close: () => closing.abort(),
  };
}
