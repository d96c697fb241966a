import { customNetwork, type Epoch } from '@pooltool/domain';
import { type Clock, systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { databaseServer } from '../../../cnode/src/hand-over/database-server.ts';
import { keepHandingOver } from '../../../cnode/src/hand-over/keep-handing-over.ts';
import { openOgmios } from '../../../cnode/src/ogmios/index.ts';
import { newBell } from '../../../cnode/src/spool/bell.ts';
import { openSpool } from '../../../cnode/src/spool/spool.ts';
import { ogmiosSource } from '../../../cnode/src/watch/ogmios-source.ts';
import { watchEpochs } from '../../../cnode/src/watch/watch-epochs.ts';
import { type DatabaseServerOfTest, DEVNET, SECRET } from '../cnode-api-server.ts';
import { type Trouble, troubledObjects, troubledSend } from './trouble.ts';

export interface CnodeWorld {
  readonly folder: string;
  readonly server: DatabaseServerOfTest;
  readonly ogmiosUrl: () => URL;
  readonly trouble: Trouble;
  /** of the CNODE server, which need not be right */
  readonly skewMs: () => number;
  readonly freeBytes: () => number;
}

/** One life of the daemon over the folder: the epoch watch and the hand-over, put together as `start` does. */
export interface CnodeLife {
  /** killed in the middle of something */
  isDead(): boolean;
  newestDump(): Epoch | null;
  /** what every part complains of now */
  stuckOn(): readonly (string | null)[];
  end(): Promise<void>;
}

/** An epoch of its calendar is longer than the test: the node's epochs are what the simulation says. */
const CALENDAR = customNetwork({ ...DEVNET, epochLength: 30 * 86_400, systemStartMs: Date.UTC(2026, 0, 1) });

export async function liveCnode(world: CnodeWorld): Promise<CnodeLife> {
  const { folder, server, trouble } = world;
  const ending = new AbortController();
  const { signal } = ending;
  let dead = false;
  const die = (): never => {
    dead = true;
    ending.abort(new Error('killed'));
    throw new Error('killed');
  };
  const clock: Clock = {
    now: () => server.clock.now() + world.skewMs(),
    waitMs: (ms, until) => server.clock.waitMs(ms, until),
  };
  const log = memoryLog();
  const spool = await openSpool({ folder, settleMs: 1000, kept: 50, clock });
  const bell = newBell(clock);
  const ogmios = openOgmios({
    url: world.ogmiosUrl(),
    timeoutMs: 20_000,
    clock: systemClock,
    log,
    random: Math.random,
  });
  const source = ogmiosSource({ ogmios, folder, timeoutMs: 20_000 });
  const shared = { spool, clock, log, signal, bell, observe: () => {} };
  const stuck: { watch: string | null; handOver: string | null } = { watch: null, handOver: null };
  let newestDump: Epoch | null = null;
  const watching = watchEpochs({
    ...{ ...shared, folder, source, teller: source, network: CALENDAR, pollMs: 5000, againAfterMs: 0 },
    ...{ spoolMaxBytes: 1e9, roomBytes: 1000, freeBytes: async () => world.freeBytes() },
    uniqueText: () => crypto.randomUUID(),
    report(state) {
      ({ newestDump } = state);
      stuck.watch = state.stuckOn;
    },
  });
  const handing = keepHandingOver({
    ...{ ...shared, network: DEVNET, pollMs: 5000, observeDecoding: () => {} },
    objects: troubledObjects(server.objects, trouble, die),
    server: databaseServer({ url: server.url(), secret: SECRET, clock, signal, send: troubledSend(trouble, die) }),
    report: ({ stuckOn }) => {
      stuck.handOver = stuckOn;
    },
  });
  return {
    isDead: () => dead,
    newestDump: () => newestDump,
    stuckOn: () => [stuck.watch, stuck.handOver],
    async end() {
      ending.abort(new Error('asked to stop'));
      await Promise.all([watching, handing]);
      ogmios.close();
    },
  };
}
