import type { DaemonContext } from '@pooltool/shared-utils/daemon';
import type { config } from '../config.ts';
import type { Ogmios } from '../ogmios/index.ts';
import type { OuraFeed } from './feed.ts';
import { ouraMetrics } from './oura-metrics.ts';
import { superviseOura } from './supervise-oura.ts';

type Context = DaemonContext<(typeof config)['settings']>;

/**
 * Supervises Oura as the settings say; null when they say that somebody else does. `ogmios` tells how far the node is,
 * where there is one. `stuckOn`: an error code while something is wrong.
 */
export function startSupervisor(
  { config: given, clock, log, metrics, signal }: Context,
  ogmios: Pick<Ogmios, 'network'> | null,
): { done: Promise<void>; stuckOn(): string | null } | null {
  if (given.CNODE_OURA_VERSION === 'none') return null;
  const feed: OuraFeed = {
    version: given.CNODE_OURA_VERSION === '1' ? 1 : 2,
    program: given.CNODE_OURA_PROGRAM,
    config: given.CNODE_OURA_CONFIG,
    cursorFile: given.CNODE_OURA_CURSOR_FILE,
    consumerUrl: given.OURA_CONSUMER_URL,
    authorization: given.OURA_AUTHORIZATION,
  };
  const figures = ouraMetrics(metrics);
  let stuckOn: string | null = null;
  const done = superviseOura({
    ...{ feed, clock, log, signal, observeStart: figures.observeStart },
    pollMs: POLL_MS,
    stallMs: given.CNODE_OURA_STALL,
    nodeSlot: async () => (ogmios === null ? null : nodeSlotOf(ogmios, signal)),
    report(state) {
      ({ stuckOn } = state);
      figures.report(state);
    },
  });
  return { done, stuckOn: () => stuckOn };
}

const POLL_MS = 10_000;

/** An Ogmios that does not answer tells nothing, and is told of elsewhere. */
async function nodeSlotOf(ogmios: Pick<Ogmios, 'network'>, signal: AbortSignal) {
  const tip = await ogmios.network.tip({ signal }).catch(() => null);
  return tip === null || tip === 'origin' ? null : tip.slot;
}
