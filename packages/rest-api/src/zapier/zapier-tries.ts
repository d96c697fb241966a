import type { Clock } from '@pooltool/shared-utils/clock';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerAddress } from '../conventions/caller-address.ts';
import { type Allowance, tokenBuckets } from '../conventions/token-buckets.ts';
import { tooManyRequests } from '../errors.ts';

/** Whoever turns on all of his Zaps asks some sixty times at once, and all of Zapier's users come from a few addresses. */
export const ZAPIER_ALLOWANCES = {
  perAddress: { perSecond: 5, burst: 150 },
  perKey: { perSecond: 0.5, burst: 60 },
} as const satisfies ZapierAllowances;

export interface ZapierAllowances {
  readonly perAddress: Allowance;
  readonly perKey: Allowance;
}

const MOST_REMEMBERED = 20_000;

/** Counts one use of a key, right or wrong, before it is looked up. @throws POOLTOOL_TOO_MANY_REQUESTS (429) with Retry-After */
export type CountZapierTry = (request: FastifyRequest, reply: FastifyReply, apiKey: string) => void;

export function zapierTries(allowances: ZapierAllowances, clock: Clock): CountZapierTry {
  const perAddress = tokenBuckets(allowances.perAddress, { most: MOST_REMEMBERED });
  const perKey = tokenBuckets(allowances.perKey, { most: MOST_REMEMBERED });
  return (request, reply, apiKey) => {
    const at = { cost: 1, nowMs: clock.now() };
    const address = perAddress.take(callerAddress(request.ip), at);
    const taken = address.allowed ? perKey.take(apiKey, at) : address;
    if (taken.allowed) return;
    reply.header('retry-after', String(taken.waitSeconds));
    throw tooManyRequests({ message: `too many tries with this key; wait ${taken.waitSeconds} s` });
  };
}
