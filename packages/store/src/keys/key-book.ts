import type { PoolId } from '@pooltool/domain';
import { keyHash } from './api-key.ts';

/** Whether a key may speak for a pool, and if not, why not. */
export type KeyVerdict = 'allowed' | 'unknown' | 'revoked' | 'other-pool';

export interface KeyBook {
  /** @param key as it was sent */
  judge(key: string, pool: PoolId): KeyVerdict;
  /** how many keys it knows */
  readonly keys: number;
}

interface KnownKey {
  readonly hash: string;
  readonly user: string;
  readonly revoked: boolean;
}

/** Nobody has a key so long, and hashing takes time by the length. */
const LONGEST_KEY = 128;

export function keyBook(keys: readonly KnownKey[], poolsOf: ReadonlyMap<string, ReadonlySet<PoolId>>): KeyBook {
  const byHash = new Map(keys.map((key) => [key.hash, key]));
  return {
    keys: byHash.size,
    judge(key, pool) {
      const known = key.length > LONGEST_KEY ? undefined : byHash.get(keyHash(key));
      if (known === undefined) return 'unknown';
      if (known.revoked) return 'revoked';
      return poolsOf.get(known.user)?.has(pool) === true ? 'allowed' : 'other-pool';
    },
  };
}
