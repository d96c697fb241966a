import { constantTimeEqual } from '@pooltool/shared-utils/crypto';
import type { HttpServer } from '@pooltool/shared-utils/http';
import { notTheOura } from './errors.ts';
import type { Followed } from './followed.ts';
import type { OuraFeed } from './oura-feed.ts';
import type { SyncPoint } from './sync-point.ts';

/** Oura's v1 bodies carry a block twice, as CBOR and as records: half a megabyte is common, this leaves room. */
export const LARGEST_BODY_BYTES = 8 * 1024 * 1024;

export interface OuraRoute {
  readonly feed: OuraFeed;
  /** where the chain stands, for `/sync-point` */
  readonly syncPoint: () => Promise<SyncPoint | null>;
  /** what the header `authorization` must hold; undefined: anybody who reaches the port may post */
  readonly authorization: string | undefined;
  readonly observe: (followed: Followed) => void;
}

/**
 * POST /ouraconsume: one Oura message. 200 only after the commit; anything else makes Oura repeat the same message,
 * which is safe: a repeat does nothing.
 *
 * GET /sync-point: where Oura has to start, for the script that starts it; null before the first block.
 */
export function ouraRoute(server: HttpServer, { feed, syncPoint, authorization, observe }: OuraRoute): void {
  server.post('/ouraconsume', async ({ body, headers }) => {
    authorise(headers.authorization, authorization);
    const followed = await feed.take({ body, headers });
    observe(followed);
    return followed;
  });
  server.get('/sync-point', async ({ headers }, reply) => {
    authorise(headers.authorization, authorization);
    // Fastify would answer null with no body at all.
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(await syncPoint()));
  });
}

function authorise(given: string | undefined, wanted: string | undefined): void {
  if (wanted !== undefined && !constantTimeEqual(given ?? '', wanted)) throw notTheOura();
}
