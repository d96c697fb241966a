import { type LiveStakeArrival, liveStakeArrivalFrom, poolRankingFrom } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { type LiveArrivalOutcome, recordLiveArrival, type SavedRanking, savePoolRanking } from '@pooltool/store';
import type { CnodeRoutes } from './cnode-routes.ts';
import { demandFile } from './demand-files.ts';
import { messageOf } from './read-arrival.ts';
import { sweepLiveFiles } from './sweep-live-files.ts';

/** How many missing pools a log line names. */
const NAMED = 20;

/** The answer to live stake: `older`: a newer ledger state was told of before, and this one is ignored. */
export interface LiveStakeAnswer {
  readonly outcome: LiveArrivalOutcome;
}

/** The answer to a ranking: pools that the ledger has and the answer had not keep the rank they had. */
export interface PoolRankingAnswer {
  readonly outcome: SavedRanking['outcome'];
  readonly missing: number;
}

export async function liveStakeArrives(body: Uint8Array, routes: CnodeRoutes): Promise<LiveStakeAnswer> {
  const { pool, objects, network, clock, log } = routes;
  const arrival: LiveStakeArrival = messageOf(body, network, liveStakeArrivalFrom);
  await demandFile(objects, arrival.file);
  const receivedAt = new Date(clock.now());
  const outcome = await inTransaction(pool, (tx) => recordLiveArrival(tx, { arrival, receivedAt }));
  routes.live?.stake(outcome);
  if (outcome !== 'known') log.info({ ...arrival.place, outcome, sha256: arrival.file.sha256 }, 'live-stake.arrived');
  if (outcome === 'recorded') await sweepLiveFiles({ objects, network, newest: arrival.file.key, clock, log });
  return { outcome };
}

export async function poolRankingArrives(body: Uint8Array, routes: CnodeRoutes): Promise<PoolRankingAnswer> {
  const { pool, network, log } = routes;
  const ranking = messageOf(body, network, poolRankingFrom);
  const saved = await inTransaction(pool, (tx) => savePoolRanking(tx, ranking));
  routes.live?.ranking(saved);
  const told = { outcome: saved.outcome, pools: ranking.rewards.size, changed: saved.changed };
  log.info(told, 'pool-ranking.arrived');
  if (saved.missing.length > 0) {
    log.warn({ missing: saved.missing.length, pools: saved.missing.slice(0, NAMED) }, 'pool-ranking.pools-missing');
  }
  return { outcome: saved.outcome, missing: saved.missing.length };
}
