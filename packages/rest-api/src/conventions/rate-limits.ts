import type { Clock } from '@pooltool/shared-utils/clock';
import type { KeyBook } from '@pooltool/store/keys';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiKeyRefused, tooManyRequests } from '../errors.ts';
import { callerAddress } from './caller-address.ts';
import { shownKey } from './shown-key.ts';
import { type Allowance, tokenBuckets } from './token-buckets.ts';

const MOST_ADDRESSES = 50_000;
const MOST_USERS = 50_000;

/** What one request costs, unless its route says more. */
const USUAL_COST = 1;

/** Tokens; or what they are by the query, as it came and before anybody looked at it. */
export type Cost = number | ((query: unknown) => number);

const costOf = (cost: Cost, query: unknown): number => (typeof cost === 'number' ? cost : cost(query));

declare module 'fastify' {
  interface FastifyContextConfig {
    /** tokens that a request of this route costs; 1 when absent */
    readonly cost?: Cost;
    /** the route counts by itself who asks too often */
    readonly limitsItself?: boolean;
    /** whoever shows an operator's key has the allowance of keys */
    readonly countsKeys?: boolean;
  }
}

export interface CountedKeys {
  /** of all keys of one user together */
  readonly allowance: Allowance;
  readonly keys: () => Pick<KeyBook, 'holderOf'>;
}

export interface LimitingParts {
  /** of an address */
  readonly allowance: Allowance;
  /** null: nobody has a key here */
  readonly keyed: CountedKeys | null;
  readonly clock: Clock;
}

/**
 * Each address has a bucket, and so has each user whose key is shown; every answer publishes the one that was taken from
 * (draft-ietf-httpapi-ratelimit-headers-10): `RateLimit-Policy` says how many requests fit in which time, `RateLimit` how many
 * are left and in how many seconds it is full again. Supervisors and Prometheus are not counted. A key that is none is refused,
 * so that its owner hears of it before he wonders at his limits; each try costs its address, so that guessing is not free.
 * @throws POOLTOOL_TOO_MANY_REQUESTS (429) with Retry-After, POOLTOOL_API_KEY_REFUSED (401)
 */
export function limitRates({ allowance, keyed, clock }: LimitingParts) {
  const ofAddresses = counterOf('address', allowance, MOST_ADDRESSES);
  const ofKeys = counterOf('key', keyed?.allowance ?? allowance, MOST_USERS);

  /** `refused`: he showed a key that is none. */
  function callerOf(request: FastifyRequest): { readonly user: string | null; readonly refused: boolean } {
    const shown = request.routeOptions.config.countsKeys === true ? shownKey(request.headers) : null;
    if (shown === null || keyed === null) return { user: null, refused: false };
    const holder = keyed.keys().holderOf(shown.text);
    if (holder.kind === 'known') return { user: holder.user, refused: false };
    return { user: null, refused: holder.kind !== 'unknown' || !shown.mayBeAnothers };
  }

  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { url = '', config } = request.routeOptions;
    if (UNCOUNTED.has(url) || config.limitsItself === true) return;
    const { user, refused } = callerOf(request);
    const { whose, policy, buckets } = user === null ? ofAddresses : ofKeys;
    const name = user ?? callerAddress(request.ip);
    const taken = buckets.take(name, { cost: costOf(config.cost ?? USUAL_COST, request.query), nowMs: clock.now() });
    reply.headers({
      'ratelimit-policy': policy,
      ratelimit: `"${whose}";r=${taken.left};t=${taken.fullInSeconds}`,
    });
    if (!taken.allowed) {
      reply.header('retry-after', String(taken.waitSeconds));
      throw tooManyRequests({ message: `too many requests from this ${whose}; wait ${taken.waitSeconds} s` });
    }
    if (!refused) return;
    reply.header('www-authenticate', 'Bearer');
    throw apiKeyRefused();
  };
}

const counterOf = (whose: 'address' | 'key', allowance: Allowance, most: number) => ({
  whose,
  policy: `"${whose}";q=${allowance.burst};w=${Math.ceil(allowance.burst / allowance.perSecond)}`,
  buckets: tokenBuckets(allowance, { most }),
});

const UNCOUNTED: ReadonlySet<string> = new Set(['/health', '/ready', '/metrics']);
