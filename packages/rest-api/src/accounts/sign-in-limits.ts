import { credentialText, type StakeCredential } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerAddress } from '../conventions/caller-address.ts';
import { type Allowance, tokenBuckets } from '../conventions/token-buckets.ts';
import { tooManyRequests } from '../errors.ts';

/**
 * From one address twenty tries at once, then ten a minute; of these ten at once, then two a minute, of one stake key or one
 * user; a hundred at once and twenty a minute of it whoever asks, so that no stranger alone keeps somebody from signing in,
 * and many together do not guess his password. To be told what to pay, twenty at once and thirty an hour from one address: what
 * is told waits for a day and some hours, and of what can wait there is an end.
 */
export const SIGN_IN_ALLOWANCES = {
  perAddress: { perSecond: 10 / 60, burst: 20 },
  perKeyAndAddress: { perSecond: 2 / 60, burst: 10 },
  perKey: { perSecond: 20 / 60, burst: 100 },
  paymentsPerAddress: { perSecond: 30 / 3600, burst: 20 },
} as const satisfies SignInAllowances;

export interface SignInAllowances {
  readonly perAddress: Allowance;
  readonly perKeyAndAddress: Allowance;
  readonly perKey: Allowance;
  readonly paymentsPerAddress: Allowance;
}

/** What somebody tries to sign in, register or prove. */
interface Tried {
  readonly credential: StakeCredential;
  /** whose password is tried, where the request names a user: else another stake key each time would be another try */
  readonly user?: string | null;
  /** he would be told what to pay */
  readonly payment?: true;
}

const MOST_REMEMBERED = 50_000;

/** Counts one try before anything is looked up, so that it tells nothing of whom there is. */
export type CountTry = (request: FastifyRequest, reply: FastifyReply, tried: Tried) => void;

/** @throws POOLTOOL_TOO_MANY_REQUESTS (429) with Retry-After */
export function signInLimits(allowances: SignInAllowances, clock: Clock): CountTry {
  const buckets = (allowance: Allowance) => tokenBuckets(allowance, { most: MOST_REMEMBERED });
  const perAddress = buckets(allowances.perAddress);
  const perKeyAndAddress = buckets(allowances.perKeyAndAddress);
  const perKey = buckets(allowances.perKey);
  const paymentsPerAddress = buckets(allowances.paymentsPerAddress);
  return (request, reply, { credential, user = null, payment }) => {
    const at = { cost: 1, nowMs: clock.now() };
    const address = callerAddress(request.ip);
    const tried = [credentialText(credential), ...(user === null ? [] : [`user:${user}`])];
    const counted = [
      () => perAddress.take(address, at),
      ...tried.map((name) => () => perKeyAndAddress.take(`${name} ${address}`, at)),
      ...(payment === true ? [() => paymentsPerAddress.take(address, at)] : []),
      ...tried.map((name) => () => perKey.take(name, at)),
    ];
    // One after the other: who may not ask does not use up the tries of whose key it is.
    for (const take of counted) {
      const { allowed, waitSeconds } = take();
      if (allowed) continue;
      reply.header('retry-after', String(waitSeconds));
      throw tooManyRequests({ message: `too many tries to sign in; wait ${waitSeconds} s` });
    }
  };
}
