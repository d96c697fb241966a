import { type PoolId, type PoolSync, syncShare } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { readReporterStates } from '../../tips/reporter-states.ts';
import { readSyncSamples } from '../../tips/sync-samples.ts';

/** Where every pool that ever reported is, as of the newest sample: documents have no clock of their own. */
export async function poolSyncs(db: Queryable): Promise<ReadonlyMap<PoolId, PoolSync>> {
  const [newest] = await readSyncSamples(db, { limit: 1 });
  if (newest === undefined) return new Map();
  return syncShare(await readReporterStates(db), newest.at).pools;
}
