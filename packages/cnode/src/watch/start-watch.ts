import { randomUUID } from 'node:crypto';
import type { Network } from '@pooltool/domain';
import type { DaemonContext } from '@pooltool/shared-utils/daemon';
import type { config } from '../config.ts';
import type { Ogmios } from '../ogmios/index.ts';
import type { Bell } from '../spool/bell.ts';
import type { Spool } from '../spool/spool.ts';
import { calendarTeller } from './calendar-teller.ts';
import { cliSource } from './cardano-cli/cli-source.ts';
import { freeBytesAt } from './disk.ts';
import type { EpochTeller, LedgerSource } from './ledger-source.ts';
import { ogmiosSource } from './ogmios-source.ts';
import { type WatchState, watchEpochs } from './watch-epochs.ts';
import { watchMetrics } from './watch-metrics.ts';

type Context = DaemonContext<(typeof config)['settings']>;

interface WatchParts {
  readonly network: Network;
  readonly spool: Spool;
  readonly bell: Bell;
  /** null unless it is the source */
  readonly ogmios: Pick<Ogmios, 'epoch' | 'dump'> | null;
}

export interface RunningWatch {
  readonly done: Promise<void>;
  /** an error code while something is wrong */
  stuckOn(): string | null;
  /** null: dumps only appear */
  readonly source: LedgerSource | null;
}

/** Begins to watch the node as the settings say. */
export function startWatch(context: Context, parts: WatchParts): RunningWatch {
  const { config: given, clock, log, metrics, signal } = context;
  const folder = given.CNODE_DUMP_FOLDER;
  const spoolMaxBytes = given.CNODE_SPOOL_MAX_BYTES;
  const freeBytes = () => freeBytesAt(folder);
  const figures = watchMetrics({ metrics, spoolMaxBytes, freeBytes });
  let stuckOn: string | null = null;
  const asked = watched(context, parts);
  const done = watchEpochs({
    ...{ ...parts, ...asked, folder, clock, log, signal, freeBytes, spoolMaxBytes },
    roomBytes: given.CNODE_DUMP_ROOM_BYTES,
    againAfterMs: given.CNODE_DUMP_AGAIN,
    uniqueText: randomUUID,
    observe: figures.observe,
    report(state: WatchState) {
      ({ stuckOn } = state);
      figures.report(state);
    },
  });
  return { done, stuckOn: () => stuckOn, source: asked.source };
}

interface Watched {
  readonly teller: EpochTeller;
  readonly source: LedgerSource | null;
  readonly pollMs: number;
}

function watched({ config: given, clock }: Context, { network, ogmios }: WatchParts): Watched {
  const timeoutMs = given.CNODE_DUMP_TIMEOUT;
  const pollMs = given.CNODE_EPOCH_POLL;
  if (ogmios !== null) {
    const folder = given.CNODE_OGMIOS_DUMP_FOLDER ?? given.CNODE_DUMP_FOLDER;
    const source = ogmiosSource({ ogmios, folder, timeoutMs });
    return { teller: source, source, pollMs };
  }
  if (given.CNODE_LEDGER_SOURCE === 'cardano-cli') {
    const node = { socketPath: given.CNODE_NODE_SOCKET, magic: network.magic };
    const source = cliSource({ program: given.CNODE_CARDANO_CLI, node, timeoutMs });
    return { teller: source, source, pollMs };
  }
  return { teller: calendarTeller(network, clock), source: null, pollMs: given.CNODE_DUMP_POLL };
}
