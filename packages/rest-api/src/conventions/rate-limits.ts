import type { Clock } from '@pooltool/shared-utils/clock';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tooManyRequests } from '../errors.ts';
import { callerAddress } from './caller-address.ts';
import { type Allowance, tokenBuckets } from './token-buckets.ts';

const MOST_ADDRESSES = 50_000;

/** What one request costs, unless its route says more. */
const USUAL_COST = 1;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** tokens that a request of this route costs */
    readonly cost?: number;
    /** the route counts by itself who asks too often */
    readonly limitsItself?: boolean;
  }
}

/**
 * Each address has a bucket; every answer publishes it (draft-ietf-httpapi-ratelimit-headers-10): `RateLimit-Policy` says how
 * many requests fit in which time, `RateLimit` how many are left and in how many seconds it is full again. Supervisors and
 * Prometheus are not counted.
 * @throws POOLTOOL_TOO_MANY_REQUESTS (429) with Retry-After
 */
export function limitRates({ allowance, clock }: { readonly allowance: Allowance; readonly clock: Clock }) {
  const buckets = tokenBuckets(allowance, { most: MOST_ADDRESSES });
  const policy = `"address";q=${allowance.burst};w=${Math.ceil(allowance.burst / allowance.perSecond)}`;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (UNCOUNTED.has(request.routeOptions.url ?? '') || request.routeOptions.config.limitsItself === true) return;
    const cost = request.routeOptions.config.cost ?? USUAL_COST;
    const taken = buckets.take(callerAddress(request.ip), { cost, nowMs: clock.now() });
    reply.headers({
      'ratelimit-policy': policy,
      ratelimit: `"address";r=${taken.left};t=${taken.fullInSeconds}`,
    });
    if (taken.allowed) return;
    reply.header('retry-after', String(taken.waitSeconds));
    throw tooManyRequests({ message: `too many requests from this address; wait ${taken.waitSeconds} s` });
  };
}

const UNCOUNTED: ReadonlySet<string> = new Set(['/health', '/ready', '/metrics']);
