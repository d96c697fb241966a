import type { DaemonContext } from '@pooltool/shared-utils/daemon';
import type { config } from '../config.ts';
import type { Ogmios } from '../ogmios/index.ts';
import { feedsOf } from './feeds.ts';
import { ouraMetrics } from './oura-metrics.ts';
import { superviseOura } from './supervise-oura.ts';

type Context = Pick<DaemonContext<(typeof config)['settings']>, 'config' | 'clock' | 'log' | 'metrics' | 'signal'>;

/** What runs of Oura, each feed by itself: one that fails holds up no other. */
export interface RunningOuras {
  readonly done: Promise<unknown>;
  /** Until all of them are gone, also when one has failed. */
  ended(): Promise<unknown>;
  /** by feed; an error code while something is wrong */
  stuckOn(): ReadonlyMap<string, string | null>;
}

/** Supervises an Oura for each feed that the settings name. `ogmios` tells how far the node is, where there is one. */
export function startSupervisors(
  { config: given, clock, log, metrics, signal }: Context,
  ogmios: Pick<Ogmios, 'network'> | null,
): RunningOuras {
  const figures = ouraMetrics(metrics);
  const stuck = new Map<string, string | null>();
  const runs = feedsOf(given).map((feed) => {
    const { name } = feed;
    stuck.set(name, null);
    return superviseOura({
      ...{ feed, clock, signal, log: log.child({ feed: name }) },
      observeStart: () => figures.observeStart(name),
      pollMs: POLL_MS,
      stallMs: given.CNODE_OURA_STALL,
      nodeSlot: async () => (ogmios === null ? null : nodeSlotOf(ogmios, signal)),
      report(state) {
        stuck.set(name, state.stuckOn);
        figures.report(name, state);
      },
    });
  });
  return { done: Promise.all(runs), ended: () => Promise.allSettled(runs), stuckOn: () => stuck };
}

const POLL_MS = 10_000;

/** An Ogmios that does not answer tells nothing, and is told of elsewhere. */
async function nodeSlotOf(ogmios: Pick<Ogmios, 'network'>, signal: AbortSignal) {
  const tip = await ogmios.network.tip({ signal }).catch(() => null);
  return tip === null || tip === 'origin' ? null : tip.slot;
}
