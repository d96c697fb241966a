import type { Network } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { Pool } from '@pooltool/shared-utils/pg';
import { newestAvailableRewards, newestExchangeRates, readLiveGeneration } from '@pooltool/store';
import { keepProtocolVersions, readBattleStatistics, readTrends } from '@pooltool/store/battles';
import { readProgress } from '@pooltool/store/documents';
import { readSyncSamples } from '@pooltool/store/tips';
import { heightShown, poolSyncs, shownBlock } from '@pooltool/store/website';
import { ofOneMoment } from '../conventions/one-moment.ts';
import { ecosystemShape } from './shapes/ecosystem.ts';
import { syncDataShape } from './shapes/sync-data.ts';

interface Parts {
  readonly pool: Pool;
  readonly network: Network;
}

/** What every page shows of the network, for those who ask at every block, one after the other: what its blocks say is kept and carried on. */
export function ecosystemDrawing({ pool, network }: Parts): () => Promise<JsonObject> {
  const versions = keepProtocolVersions();
  return async () => {
    const facts = await ofOneMoment(pool, async (tx) => ({
      generation: await readLiveGeneration(tx),
      availableRewards: await newestAvailableRewards(tx),
      prices: await newestExchangeRates(tx),
      battles: await readBattleStatistics(tx),
      trends: await readTrends(tx),
      versions: await versions(tx),
      progress: await readProgress(tx),
    }));
    return ecosystemShape(facts, network);
  };
}

export async function syncData({ pool }: Pick<Parts, 'pool'>): Promise<JsonObject> {
  const { newest, shown } = await ofOneMoment(pool, async (tx) => {
    const [sample = null] = await readSyncSamples(tx, { limit: 1 });
    return { newest: sample, shown: await shownBlock(tx, sample) };
  });
  return syncDataShape(newest, shown);
}

/** 1, a height, or 0, by pool. */
export async function heights({ pool }: Pick<Parts, 'pool'>): Promise<JsonObject> {
  const syncs = await ofOneMoment(pool, poolSyncs);
  return Object.fromEntries([...syncs].map(([of, sync]) => [of, heightShown(sync)]));
}
