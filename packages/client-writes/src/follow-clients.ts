import { type Clock, makeBell } from '@pooltool/shared-utils/clock';
import type { FirebaseReader } from '@pooltool/shared-utils/firebase';
import type { ReadyCheck } from '@pooltool/shared-utils/http';
import type { Log } from '@pooltool/shared-utils/log';
import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { Pool } from '@pooltool/shared-utils/pg';
import { flaggedPools, knownPools } from '@pooltool/store/client-writes';
import { nodeMetrics, writeMetrics } from './metrics.ts';
import { startPasses } from './start-passes.ts';
import { followNodes } from './watch-nodes.ts';
import { watchWords } from './watch-words.ts';

interface FollowParts {
  readonly reader: FirebaseReader;
  readonly pool: Pool;
  readonly mostAlerts: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
}

export interface Following {
  /** Resolves when the signal is aborted. @throws POOLTOOL_FIREBASE_DENIED, an error that halts */
  readonly ended: Promise<void>;
  readonly firebase: () => ReadyCheck;
  readonly writes: () => ReadyCheck;
}

/** Watches what clients write and takes it over, until the signal. */
export async function followClients(parts: FollowParts): Promise<Following> {
  const { reader, pool, mostAlerts, clock, log, metrics, signal } = parts;
  const bell = makeBell(clock);
  const denied = Promise.withResolvers<never>();
  const told = { onChange: bell.ring, onDenied: denied.reject };
  const flagged = await flaggedPools(pool);
  const nodes = followNodes({ reader, mostAlerts, ...told });
  const words = watchWords({
    reader,
    parts: { pool, clock, log, caughtUp: () => reader.caughtUp(), observe: writeMetrics(metrics) },
    flagged,
    knownPools: () => knownPools(pool),
    onPrivMeta: nodes.privMeta,
    onPrivMetaLoaded: nodes.privMetaLoaded,
    ...told,
  });
  nodeMetrics(metrics, { pool, nodes, words });
  const passes = startPasses({ pool, nodes, words, bell, clock, log, signal });
  return {
    // Who is not let in is let in again when an operator mended it, and then everything is read anew.
    ended: Promise.race([passes.ended, denied.promise]),
    firebase: () => {
      if (!reader.connected()) return { ok: false, says: 'not connected' };
      return words.loading() === 0 ? { ok: true } : { ok: false, says: `${words.loading()} places are read still` };
    },
    writes: () => {
      const failure = passes.failing();
      return failure === null
        ? { ok: true }
        : { ok: false, says: `not saved since ${failure.times} attempts: ${failure.code}` };
    },
  };
}
