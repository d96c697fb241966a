import type { PoolId } from '../units/hashes.ts';
import type { Ratio } from '../units/ratio.ts';

/** One pool of whose blocks the ledger and our chain tell different counts. */
export interface BlocksDiffering {
  readonly pool: PoolId;
  readonly ledger: number;
  readonly followed: number;
}

/**
 * Where the ledger counted other blocks of an epoch than we did. While d > 0 genesis delegates make blocks as well, which the
 * ledger counts for nobody (rewards.md 1.5) and we cannot tell from a pool's: then only the ledger's pools are compared.
 */
export function blocksDiffering(
  ledger: ReadonlyMap<PoolId, number>,
  followed: ReadonlyMap<PoolId, number>,
  decentralisation: Ratio,
): BlocksDiffering[] {
  const pools = new Set([...ledger.keys(), ...(decentralisation.numerator > 0n ? [] : followed.keys())]);
  const madeIn = (counted: ReadonlyMap<PoolId, number>, pool: PoolId) => counted.get(pool) ?? 0;
  return [...pools]
    .filter((pool) => madeIn(ledger, pool) !== madeIn(followed, pool))
    .map((pool) => ({ pool, ledger: madeIn(ledger, pool), followed: madeIn(followed, pool) }));
}
