import { randomInt } from 'node:crypto';
import { networkOf } from '@pooltool/codec';
import type { Network } from '@pooltool/domain';
import { objectStoreConnection, openObjectStore } from '@pooltool/shared-utils/aws';
import type { DaemonContext, RunningDaemon } from '@pooltool/shared-utils/daemon';
import type { config } from './config.ts';
import { databaseServer } from './hand-over/database-server.ts';
import { keepHandingOver, type Progress } from './hand-over/keep-handing-over.ts';
import { startLive } from './live/start-live.ts';
import { handOverMetrics } from './metrics.ts';
import { type OgmiosOfNetwork, ofNetwork, openOgmios } from './ogmios/index.ts';
import { startSupervisors } from './oura/start-supervisors.ts';
import { newBell, ringOnChange } from './spool/bell.ts';
import { openSpool } from './spool/spool.ts';
import { startWatch } from './watch/start-watch.ts';

/** Opens what the daemon needs and puts its parts together. */
export async function start(context: DaemonContext<(typeof config)['settings']>): Promise<RunningDaemon> {
  const { config: given, log, clock, metrics, signal, resources } = context;
  const network = await networkOf(given.NETWORK);
  const objects = openObjectStore(objectStoreConnection(given, metrics.countBilled));
  resources.onClose('object store', () => objects.close());
  const server = databaseServer({ url: given.CNODE_API_URL, secret: given.CNODE_API_SECRET, clock, signal });
  const folder = given.CNODE_DUMP_FOLDER;
  const spool = await openSpool({ folder, settleMs: given.CNODE_DUMP_SETTLE, kept: given.CNODE_DUMPS_KEPT, clock });
  const bell = newBell(clock);
  const watching = ringOnChange({ folder, bell, log });
  resources.onClose('dump folder', () => watching.close());
  const figures = handOverMetrics({ metrics, spool });
  let progress: Progress = { failures: 0, stuckOn: null };
  const report = (now: Progress) => {
    progress = now;
    figures.report(now);
  };
  const parts = { spool, objects, server, network, clock, log, signal, bell, ...figures, report };
  const ogmios = given.CNODE_LEDGER_SOURCE === 'ogmios' ? openOgmiosOf(context, network) : null;
  // Ogmios answers the questions of one connection in turn: behind a dump that takes minutes the others would time out.
  const dumper = ogmios === null ? null : openOgmiosOf(context, network);
  const asked = ogmios && dumper && { epoch: ogmios.epoch, dump: dumper.dump };
  const epochs = startWatch(context, { network, spool, bell, ogmios: asked });
  const { source } = epochs;
  const live = startLive(context, { network, objects, server, source, ogmios });
  const ouras = startSupervisors(context, ogmios);
  return {
    http: { host: given.CNODE_HOST, port: given.CNODE_PORT },
    done: Promise.all([
      keepHandingOver({ ...parts, pollMs: given.CNODE_DUMP_POLL }),
      epochs.done,
      live.done,
      ouras.done,
    ]),
    // An Oura that outlives us would be nobody's.
    stop: async () => {
      await ouras.ended();
    },
    ready: async () => ({
      'hand-over': readinessOf(progress.stuckOn),
      'epoch-watch': readinessOf(epochs.stuckOn()),
      'live-stake': readinessOf(live.stuckOn()['live-stake']),
      'pool-ranking': readinessOf(live.stuckOn()['pool-ranking']),
      'epoch-nonce': readinessOf(live.stuckOn()['epoch-nonce']),
      ...Object.fromEntries([...ouras.stuckOn()].map(([feed, code]) => [`oura-${feed}`, readinessOf(code)])),
    }),
  };
}

function openOgmiosOf(
  { config: given, clock, log, resources }: DaemonContext<(typeof config)['settings']>,
  network: Network,
): OgmiosOfNetwork {
  const url = new URL(given.OGMIOS_URL);
  const ogmios = openOgmios({ url, timeoutMs: QUICK_MS, clock, log, random: chance });
  resources.onClose('ogmios', async () => ogmios.close());
  return ofNetwork(ogmios, network);
}

/** 0 ≤ result < 1: so that not everybody comes back to a restarted Ogmios in the same moment. */
const chance = (): number => randomInt(2 ** 32) / 2 ** 32;

/** What is asked every few seconds is answered in milliseconds, or something is wrong. */
const QUICK_MS = 30_000;

const readinessOf = (stuckOn: string | null) => (stuckOn === null ? { ok: true } : { ok: false, says: stuckOn });
