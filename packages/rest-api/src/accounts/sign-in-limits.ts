import { credentialText, type StakeCredential } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerAddress } from '../conventions/caller-address.ts';
import { type Allowance, tokenBuckets } from '../conventions/token-buckets.ts';
import { tooManyRequests } from '../errors.ts';

/** Ten at once and then two a minute for one stake key, whoever asks; twice ten, then ten a minute from one address. */
export const SIGN_IN_ALLOWANCES = {
  perAddress: { perSecond: 10 / 60, burst: 20 },
  perKey: { perSecond: 2 / 60, burst: 10 },
} as const satisfies SignInAllowances;

export interface SignInAllowances {
  readonly perAddress: Allowance;
  readonly perKey: Allowance;
}

const MOST_REMEMBERED = 50_000;

/** Counts one try to sign in, register or prove, before anything is looked up, so that it tells nothing of whom there is. */
export type CountTry = (request: FastifyRequest, reply: FastifyReply, credential: StakeCredential) => void;

/** @throws POOLTOOL_TOO_MANY_REQUESTS (429) with Retry-After */
export function signInLimits(allowances: SignInAllowances, clock: Clock): CountTry {
  const perAddress = tokenBuckets(allowances.perAddress, { most: MOST_REMEMBERED });
  const perKey = tokenBuckets(allowances.perKey, { most: MOST_REMEMBERED });
  return (request, reply, credential) => {
    const at = { cost: 1, nowMs: clock.now() };
    const address = perAddress.take(callerAddress(request.ip), at);
    // Who may not ask does not use up the tries of whose key it is.
    const taken = address.allowed ? perKey.take(credentialText(credential), at) : address;
    if (taken.allowed) return;
    reply.header('retry-after', String(taken.waitSeconds));
    throw tooManyRequests({ message: `too many tries to sign in; wait ${taken.waitSeconds} s` });
  };
}
