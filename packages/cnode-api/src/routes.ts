import { activeEpochOfGo, activeEpochOfMark, activeEpochOfSet, epoch } from '@pooltool/domain';
import { type HttpServer, requestInvalid } from '@pooltool/shared-utils/http';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { missingSnapshots, recordArrival } from '@pooltool/store';
import type { CnodeRoutes } from './cnode-routes.ts';
import { demandFiles } from './demand-files.ts';
import { liveStakeArrives, poolRankingArrives } from './live-routes.ts';
import { epochNonceArrives } from './nonce-route.ts';
import { arrivalOf } from './read-arrival.ts';
import { verifiedBody } from './verified-body.ts';

/** Blocks of 3,000 pools are 200 kB; this leaves room for every pool there ever was. */
export const LARGEST_BODY_BYTES = 4 * 1024 * 1024;

/**
 * The answer to an arrival. The same arrival again, or an earlier moment of an epoch than is known: recorded false.
 * Another one of the same epoch: replaced true.
 */
export interface ArrivalAnswer {
  readonly recorded: boolean;
  readonly replaced: boolean;
}

/** The answer of `/v1/epochs/needs`: the active epochs whose stake snapshots this dump has to bring, ascending. */
export interface NeedsAnswer {
  readonly epoch: number;
  readonly activeEpochs: readonly number[];
}

/**
 * What the CNODE server says and asks; every request is signed (shared-utils/signed-request).
 *
 *     POST /v1/ledger-arrivals          body ledger-arrival/1 → ArrivalAnswer
 *     GET  /v1/epochs/needs?epoch=M     of a dump made during M → NeedsAnswer
 *     POST /v1/live-stake               body live-stake/1 → LiveStakeAnswer
 *     POST /v1/pool-ranking             body pool-ranking/1 → PoolRankingAnswer
 *     POST /v1/epoch-nonce              body epoch-nonce/1 → EpochNonceAnswer
 */
export async function cnodeRoutes(server: HttpServer, routes: CnodeRoutes): Promise<void> {
  await server.register(async (scope) => {
    // The signature is over the bytes as they came.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer' },
      async (_request: unknown, body: unknown) => body,
    );
    scope.post('/v1/ledger-arrivals', async (request) => arrive(verifiedBody(routes.verify, request), routes));
    scope.post('/v1/live-stake', async (request) => liveStakeArrives(verifiedBody(routes.verify, request), routes));
    scope.post('/v1/pool-ranking', async (request) => poolRankingArrives(verifiedBody(routes.verify, request), routes));
    scope.post('/v1/epoch-nonce', async (request) => epochNonceArrives(verifiedBody(routes.verify, request), routes));
    scope.get('/v1/epochs/needs', async (request) => {
      verifiedBody(routes.verify, request);
      return needs(request.query, routes);
    });
  });
}

async function arrive(
  body: Uint8Array,
  { pool, objects, network, clock, log, observe }: CnodeRoutes,
): Promise<ArrivalAnswer> {
  const arrival = arrivalOf(body, network);
  await demandFiles(objects, arrival);
  const receivedAt = new Date(clock.now());
  const outcome = await inTransaction(pool, (tx) => recordArrival(tx, { arrival, receivedAt }));
  observe(outcome, arrival.epoch);
  if (outcome !== 'known') {
    const activeEpochs = arrival.snapshots.map(({ activeEpoch }) => activeEpoch);
    const event = outcome === 'older' ? 'ledger-arrival.older' : 'ledger-arrival.recorded';
    log.info({ epoch: arrival.epoch, layout: arrival.layout, activeEpochs, outcome }, event);
  }
  return { recorded: outcome === 'recorded' || outcome === 'replaced', replaced: outcome === 'replaced' };
}

async function needs(query: unknown, { pool }: CnodeRoutes): Promise<NeedsAnswer> {
  const dumpEpoch = dumpEpochOf(query);
  const held = [activeEpochOfGo(dumpEpoch), activeEpochOfSet(dumpEpoch), activeEpochOfMark(dumpEpoch)];
  const activeEpochs = await missingSnapshots(pool, { dumpEpoch, activeEpochs: held.filter((one) => one !== null) });
  return { epoch: dumpEpoch, activeEpochs };
}

function dumpEpochOf(query: unknown) {
  const given = typeof query === 'object' && query !== null && 'epoch' in query ? query.epoch : undefined;
  if (typeof given !== 'string' || !/^\d{1,9}$/.test(given)) {
    throw requestInvalid({ message: 'querystring/epoch must be the epoch in which the dump was made: ?epoch=5' });
  }
  return epoch(Number(given));
}
