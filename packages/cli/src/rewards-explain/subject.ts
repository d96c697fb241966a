import {
  InvalidValue,
  type PoolId,
  parseCredential,
  poolId,
  type StakeCredential,
  stakeCredential,
} from '@pooltool/domain';
import { decodePoolId, decodeStakeAddress } from '@pooltool/shared-utils/crypto';
import { rewardSubjectInvalid } from './errors.ts';

/** Whose rewards are to be explained. */
export type Subject =
  | { readonly kind: 'pool'; readonly poolId: PoolId }
  | { readonly kind: 'account'; readonly credential: StakeCredential };

/**
 * `pool1…` or 56 hex characters, `stake1…`, `stake_test1…`, `key:<hex>`, `script:<hex>`; hex in either case.
 * @throws POOLTOOL_ENCODING_INVALID for bech32 that is broken, POOLTOOL_REWARD_SUBJECT_INVALID for anything else
 */
export function subjectOf(text: string): Subject {
  const lower = text.toLowerCase();
  if (lower.startsWith('pool1')) return { kind: 'pool', poolId: poolId(decodePoolId(text)) };
  if (/^stake(_test)?1/.test(lower)) {
    const { kind, hash } = decodeStakeAddress(text).credential;
    return { kind: 'account', credential: stakeCredential(kind, hash) };
  }
  try {
    return lower.includes(':')
      ? { kind: 'account', credential: parseCredential(lower) }
      : { kind: 'pool', poolId: poolId(lower) };
  } catch (cause) {
    if (!(cause instanceof InvalidValue)) throw cause;
    throw rewardSubjectInvalid({
      message: `${JSON.stringify(text.slice(0, 120))} is neither a pool (pool1… or 56 hex characters) nor an account (stake1…, stake_test1…, key:<56 hex>, script:<56 hex>)`,
      cause,
    });
  }
}
