import type { PoolId } from '@pooltool/domain';
import { keyHash } from './api-key.ts';

/** Whether a key may speak for a pool. */
export type KeyVerdict =
  | { readonly kind: 'allowed'; readonly pool: PoolId; readonly keyHash: string }
  /** how many pools the key's user may speak for */
  | { readonly kind: 'other-pool'; readonly userHas: number }
  | { readonly kind: 'unknown' | 'revoked' };

/** Whose a key is, whatever pools he may speak for. */
export type KeyHolder = { readonly kind: 'known'; readonly user: string } | { readonly kind: 'unknown' | 'revoked' };

export interface KeyBook {
  /**
   * @param key as it was sent
   * @param pool null: the caller gave none that could be read. Whoever speaks for one pool only needs not name it.
   */
  judge(key: string, pool: PoolId | null): KeyVerdict;
  /** @param key as it was sent */
  holderOf(key: string): KeyHolder;
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
  function holderOf(key: string) {
    const known = key.length > LONGEST_KEY ? undefined : byHash.get(keyHash(key));
    if (known === undefined) return { kind: 'unknown' } as const;
    if (known.revoked) return { kind: 'revoked' } as const;
    return { kind: 'known', user: known.user, hash: known.hash } as const;
  }
  return {
    keys: byHash.size,
    holderOf,
    judge(key, named) {
      const known = holderOf(key);
      if (known.kind !== 'known') return known;
      const pools = poolsOf.get(known.user) ?? NONE;
      const pool = named ?? onlyOne(pools);
      if (pool === null || !pools.has(pool)) return { kind: 'other-pool', userHas: pools.size };
      return { kind: 'allowed', pool, keyHash: known.hash };
    },
  };
}

const NONE: ReadonlySet<PoolId> = new Set();

function onlyOne(pools: ReadonlySet<PoolId>): PoolId | null {
  const [only] = pools;
  return pools.size === 1 && only !== undefined ? only : null;
}
