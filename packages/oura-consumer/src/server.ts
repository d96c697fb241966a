import { constantTimeEqual } from '@pooltool/shared-utils/crypto';
import type { HttpServer } from '@pooltool/shared-utils/http';
import { notTheOura } from './errors.ts';
import { readFeedMessage } from './feed-message.ts';
import type { ChainFollower, Followed } from './follow-chain.ts';

/** Oura's v1 bodies carry a block twice, as CBOR and as records: half a megabyte is common, this leaves room. */
export const LARGEST_BODY_BYTES = 8 * 1024 * 1024;

export interface OuraRoute {
  readonly follower: ChainFollower;
  /** what the header `authorization` must hold; undefined: anybody who reaches the port may post */
  readonly authorization: string | undefined;
  readonly observe: (followed: Followed) => void;
}

/**
 * POST /ouraconsume: one Oura message. 200 only after the commit; anything else makes Oura repeat the same message,
 * which is safe: a repeat does nothing.
 */
export function ouraRoute(server: HttpServer, { follower, authorization, observe }: OuraRoute): void {
  server.post('/ouraconsume', async ({ body, headers }) => {
    if (authorization !== undefined && !constantTimeEqual(headers.authorization ?? '', authorization))
      throw notTheOura();
    const followed = await follower.follow(readFeedMessage(body));
    observe(followed);
    return followed;
  });
}
