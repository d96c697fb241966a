/** A bucket holds `burst` tokens and gets `perSecond` new ones until it is full. */
export interface Allowance {
  readonly perSecond: number;
  readonly burst: number;
}

export interface Taken {
  readonly allowed: boolean;
  /** whole tokens left now */
  readonly left: number;
  /** until it is full again */
  readonly fullInSeconds: number;
  /** until the same can be asked again; 0 when it was allowed */
  readonly waitSeconds: number;
}

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/**
 * Buckets by name, full when first asked. At most `most` are remembered: the one that was not asked for longest is
 * forgotten, so that whoever invents names costs a bounded memory (a bucket is some 150 bytes).
 */
export function tokenBuckets({ perSecond, burst }: Allowance, { most }: { readonly most: number }) {
  const buckets = new Map<string, Bucket>();
  return {
    /** Takes `cost` tokens, or none when there are fewer. */
    take(name: string, { cost, nowMs }: { readonly cost: number; readonly nowMs: number }): Taken {
      const before = buckets.get(name) ?? { tokens: burst, atMs: nowMs };
      // A clock that was set back gives nothing and takes nothing.
      const elapsedMs = Math.max(0, nowMs - before.atMs);
      const tokens = Math.min(burst, before.tokens + (elapsedMs / 1_000) * perSecond);
      // What costs more than a bucket holds costs all of it: else it could never be asked.
      const price = Math.min(cost, burst);
      const allowed = tokens >= price;
      const left = allowed ? tokens - price : tokens;
      buckets.delete(name);
      buckets.set(name, { tokens: left, atMs: nowMs });
      if (buckets.size > most) {
        const [oldest] = buckets.keys();
        if (oldest !== undefined) buckets.delete(oldest);
      }
      return {
        allowed,
        left: Math.floor(left),
        fullInSeconds: Math.ceil((burst - left) / perSecond),
        waitSeconds: allowed ? 0 : Math.max(1, Math.ceil((price - left) / perSecond)),
      };
    },
    size: () => buckets.size,
  };
}
