import type { Clock } from '@pooltool/shared-utils/clock';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerAddress } from '../conventions/caller-address.ts';
import { type Allowance, tokenBuckets } from '../conventions/token-buckets.ts';
import { tooManyRequests } from '../errors.ts';

export interface HistoryAllowances {
  readonly perAddress: Allowance;
  /** of all addresses together: whoever has many does not have more than this */
  readonly altogether: Allowance;
}

/**
 * Each key that is watched costs a pivot at every epoch from then on, and a file. A page with all of somebody's favourites asks
 * for some dozens; keys that are watched already are not counted. (operators.md 4: a process was spawned for each.)
 */
export const HISTORY_ALLOWANCES = {
  perAddress: { perSecond: 10 / 60, burst: 100 },
  altogether: { perSecond: 2, burst: 2_000 },
} as const satisfies HistoryAllowances;

const MOST_ADDRESSES = 20_000;
const ALL = 'all';

/** Counts keys that nobody watches yet. @throws POOLTOOL_TOO_MANY_REQUESTS (429) with Retry-After */
export type CountNewKeys = (request: FastifyRequest, reply: FastifyReply, keys: number) => void;

export function historyLimits({ perAddress, altogether }: HistoryAllowances, clock: Clock): CountNewKeys {
  const addresses = tokenBuckets(perAddress, { most: MOST_ADDRESSES });
  const everybody = tokenBuckets(altogether, { most: 1 });
  return (request, reply, keys) => {
    if (keys === 0) return;
    const at = { cost: keys, nowMs: clock.now() };
    const address = addresses.take(callerAddress(request.ip), at);
    const taken = address.allowed ? everybody.take(ALL, at) : address;
    if (taken.allowed) return;
    reply.header('retry-after', String(taken.waitSeconds));
    const whose = address.allowed ? 'altogether' : 'from this address';
    throw tooManyRequests({
      message: `histories of too many new stake keys are asked for ${whose}; wait ${taken.waitSeconds} s`,
    });
  };
}
