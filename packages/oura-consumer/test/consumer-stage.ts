import type { Network } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { buildServer, type HttpServer } from '@pooltool/shared-utils/http';
import { type MemoryLog, memoryLog } from '@pooltool/shared-utils/log';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import type { Pool } from '@pooltool/shared-utils/pg';
import { chainFollower } from '../src/follow-chain.ts';
import { chainMetrics } from '../src/metrics.ts';
import { ouraFeed } from '../src/oura-feed.ts';
import { LARGEST_BODY_BYTES, ouraRoute } from '../src/server.ts';
import { chainKept, readSyncPoints } from '../src/sync-point.ts';

/** A consumer as `main.ts` puts it together, without its process: what it has in memory dies with it, as in a crash. */
export interface ConsumerStage {
  readonly server: HttpServer;
  readonly log: MemoryLog;
  /** blocks told without CBOR, as its metric counts them */
  readonly toldWithoutCbor: () => number;
}

export function consumerStage({
  pool,
  network,
  authorization,
}: {
  pool: Pool;
  network: Network;
  authorization?: string | undefined;
}): ConsumerStage {
  const log = memoryLog();
  const metrics = makeMetrics({ daemon: 'oura-consumer', processMetrics: false });
  const server = buildServer({ log, metrics, limits: { bodyBytes: LARGEST_BODY_BYTES } });
  let told = 0;
  ouraRoute(server, {
    feed: ouraFeed({
      follower: chainFollower({ pool, network, clock: systemClock, log }),
      network,
      log,
      chain: chainKept(pool),
      onToldWithoutCbor: () => {
        told += 1;
      },
    }),
    syncPoint: () => readSyncPoints(pool, network),
    authorization,
    observe: chainMetrics({ metrics, network, clock: systemClock, tip: null }),
  });
  return { server, log, toldWithoutCbor: () => told };
}

/** One POST with the body as text. */
export async function postText(
  { server }: Pick<ConsumerStage, 'server'>,
  payload: string,
  headers: Record<string, string> = {},
) {
  const answer = await server.inject({
    method: 'POST',
    url: '/ouraconsume',
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: answer.statusCode, body: answer.json() };
}
