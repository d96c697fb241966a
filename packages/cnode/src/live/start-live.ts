import { join } from 'node:path';
import type { Network } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { DaemonContext } from '@pooltool/shared-utils/daemon';
import type { config } from '../config.ts';
import type { DatabaseServer } from '../hand-over/database-server.ts';
import type { OgmiosOfNetwork } from '../ogmios/index.ts';
import { freeBytesAt } from '../watch/disk.ts';
import type { LedgerSource } from '../watch/ledger-source.ts';
import { keepGoing } from './keep-going.ts';
import { askedDumps, handedOverDumps } from './ledger-dumps.ts';
import { liveStakeSender } from './send-live-stake.ts';
import { nonceSender } from './send-nonce.ts';
import { rankingSender } from './send-ranking.ts';

interface LiveParts {
  readonly network: Network;
  readonly objects: ObjectStore;
  readonly server: DatabaseServer;
  /** null: dumps only appear in the folder, and live stake comes along with them */
  readonly source: LedgerSource | null;
  /** null: nobody can be asked for a ranking or a nonce */
  readonly ogmios: OgmiosOfNetwork | null;
}

type LiveWork = 'live-stake' | 'pool-ranking' | 'epoch-nonce';

export interface RunningLive {
  readonly done: Promise<unknown>;
  /** code of the last failure of each, null when it went well */
  stuckOn(): Readonly<Record<LiveWork, string | null>>;
}

/** Live stake, ranking and epoch nonces, for as long as the daemon runs; none holds up another, nor the hand-over of epochs. */
export function startLive(
  { config: given, clock, log, metrics, signal }: DaemonContext<(typeof config)['settings']>,
  { network, objects, server, source, ogmios }: LiveParts,
): RunningLive {
  const stuck: Record<LiveWork, string | null> = { 'live-stake': null, 'pool-ranking': null, 'epoch-nonce': null };
  const folder = given.CNODE_DUMP_FOLDER;
  const sent = metrics.counter({
    name: 'live_stake_sent_total',
    says: 'Live stake by what became of it: recorded, known, older, refused',
    labels: ['outcome'],
  });
  const last = metrics.gauge({ name: 'live_stake_sent_at', says: 'When live stake was told last, Unix seconds' });
  const dumps =
    source === null
      ? handedOverDumps({ folder: join(folder, 'done'), pollMs: given.CNODE_DUMP_POLL, clock })
      : askedDumps({
          ...{ source, folder, everyMs: given.LIVE_STAKE_EVERY, clock },
          freeBytes: () => freeBytesAt(folder),
          roomBytes: given.CNODE_DUMP_ROOM_BYTES,
        });
  const sendLiveStake = liveStakeSender({ dumps, objects, server, network, folder: join(folder, 'live'), log, signal });
  const loop = (name: LiveWork, work: () => Promise<unknown>) =>
    keepGoing(work, { name, clock, log, signal, report: (code) => (stuck[name] = code) });
  const liveStake = loop('live-stake', async () => {
    const outcome = await sendLiveStake();
    sent.inc({ outcome });
    if (outcome !== 'refused') last.set(clock.now() / 1000);
  });
  const everyMs = given.POOL_RANKING_EVERY;
  const ranking =
    ogmios === null
      ? undefined
      : loop('pool-ranking', rankingSender({ ogmios, server, network, everyMs, clock, log, signal }));
  const nonces =
    ogmios === null ? undefined : loop('epoch-nonce', nonceSender({ ogmios, server, network, clock, log, signal }));
  return { done: Promise.all([liveStake, ranking, nonces]), stuckOn: () => stuck };
}
