import { epochAtTime, type UnixMs, unixMs } from '@pooltool/domain';
import { parseLossless } from '@pooltool/shared-utils/json';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { type SavedRanking, savePoolRanking } from '@pooltool/store';
import type { CnodeRoutes } from '../cnode-routes.ts';
import { arrivalFileAbsent, arrivalInvalid } from '../errors.ts';
import { oldRanking } from './old-ranking.ts';
import { readTold } from './told-fields.ts';

export interface SavePoolRankingAnswer {
  readonly success: true;
  readonly outcome: SavedRanking['outcome'];
  readonly missing: number;
}

/** 3,000 pools are 200 kB. */
const LARGEST_FILE_BYTES = 4 * 1024 * 1024;
const HOUR_MS = 3_600_000;
const MOST_SECONDS = 10n ** 11n;

/**
 * Fetches the ranking that is told of and ranks the pools by it.
 * @throws POOLTOOL_ARRIVAL_INVALID (400), POOLTOOL_ARRIVAL_FILE_ABSENT (409)
 */
export async function saveToldRanking(body: unknown, routes: CnodeRoutes): Promise<SavePoolRankingAnswer> {
  const { pool, objects, network, log, clock } = routes;
  const seconds = readTold(body, (told) => told.whole('latestpoolrank', { least: 1n, most: MOST_SECONDS }));
  const askedAtMs = unixMs(Number(seconds) * 1000);
  demandPast(askedAtMs, clock.now());
  const key = `poolranks/poolranks${seconds}.json`;
  const found = await objects.head(key);
  if (found === null) throw arrivalFileAbsent({ message: `the object store has no ${key}`, details: { files: 1 } });
  if (found.length > LARGEST_FILE_BYTES) throw arrivalInvalid({ message: `${key} has ${found.length} bytes` });
  const file = await objects.get(key);
  if (file === null) throw arrivalFileAbsent({ message: `the object store has no ${key}`, details: { files: 1 } });
  const about = { magic: network.magic, epoch: epochAtTime(network, askedAtMs), askedAtMs };
  const ranking = oldRanking(parsed(file.bytes, key), about);
  const saved = await inTransaction(pool, (tx) => savePoolRanking(tx, ranking));
  routes.live?.ranking(saved);
  log.info({ key, outcome: saved.outcome, pools: ranking.rewards.size, changed: saved.changed }, 'legacy.ranking-told');
  return { success: true, outcome: saved.outcome, missing: saved.missing.length };
}

/** A ranking of the future would make all that follow older than it. */
function demandPast(askedAtMs: UnixMs, nowMs: number): void {
  if (askedAtMs <= nowMs + HOUR_MS) return;
  throw arrivalInvalid({ message: 'latestpoolrank must be in unix seconds, and not in the future' });
}

function parsed(bytes: Uint8Array, key: string): unknown {
  try {
    return parseLossless(new TextDecoder().decode(bytes), { maxDepth: 4 });
  } catch (cause) {
    throw arrivalInvalid({ message: `${key} is not JSON`, cause });
  }
}
