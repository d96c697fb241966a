import { epoch } from '@pooltool/domain';
import type { HttpServer } from '@pooltool/shared-utils/http';
import { readArrival } from '@pooltool/store';
import type { CnodeRoutes } from '../cnode-routes.ts';
import { saveEpochData } from './save-epoch-data.ts';
import { saveToldRanking } from './save-ranking.ts';
import { onlyFrom } from './senders.ts';
import { readTold } from './told-fields.ts';

/** The answer to /waitstakewritten: whether a ledger dump of that epoch has arrived, which is what stake comes from here. */
export interface StakeWrittenAnswer {
  readonly success: true;
  readonly dumpArrived: boolean;
}

/**
 * What the old CNODE server tells (operators.md 4), for one that is not replaced yet. It signs nothing, so these routes are there only
 * when `CNODE_API_LEGACY_FROM` names the addresses that may ask, and the address of the connection counts, never a header.
 * Every one may be repeated without effect.
 *
 *     POST /saveepochdata      {epoch, pool_blocks, epoch_params} → SaveEpochDataAnswer
 *     POST /waitstakewritten   {epoch} → StakeWrittenAnswer
 *     POST /savepoolranking    {latestpoolrank: unix seconds} → SavePoolRankingAnswer; reads poolranks/poolranks<seconds>.json
 *
 * They bring no ledger dump. So pots, parameters, fees, blocks and ranks are known, and all that shows them; but no stake, no accounts
 * and no reward update: the assets from `stake_snapshot` and `epoch_params` on wait for a dump of `cnode`, which replaces what was told
 * here. A dump that has arrived is never replaced by what is told.
 */
export async function legacyRoutes(server: HttpServer, routes: CnodeRoutes, senders: string): Promise<void> {
  const demandKnown = onlyFrom(senders);
  await server.register(async (scope) => {
    scope.addHook('onRequest', async (request) => demandKnown(request.socket.remoteAddress));
    scope.post('/saveepochdata', async ({ body }) => saveEpochData(body, routes));
    scope.post('/waitstakewritten', async ({ body }) => stakeWritten(body, routes));
    scope.post('/savepoolranking', async ({ body }) => saveToldRanking(body, routes));
  });
}

/** The old server raised a flag that its own steps waited for. Nothing waits for one here: it is told in the log, and what is missing. */
async function stakeWritten(body: unknown, { pool, log }: CnodeRoutes): Promise<StakeWrittenAnswer> {
  const of = epoch(Number(readTold(body, (told) => told.whole('epoch'))));
  const dumpArrived = (await readArrival(pool, of)) !== null;
  if (dumpArrived) log.info({ epoch: of }, 'legacy.stake-written');
  else log.warn({ epoch: of }, 'legacy.stake-without-dump');
  return { success: true, dumpArrived };
}
