import { type Epoch, type PoolId, type PoolRanking, poolId, rankPools, type UnixMs } from '@pooltool/domain';
import { arrivalInvalid } from '../errors.ts';
import { readTold } from './told-fields.ts';

/**
 * A ranking of the old kind, `{pool: rank}`, as one that `savePoolRanking` takes. Ranks are all it has: instead of the lovelace a
 * pool would pay stand points, n for the best of n paying pools, 0 for those that share the last rank; they rank alike.
 * @throws POOLTOOL_ARRIVAL_INVALID naming what is wrong, also when ranks are missing or shared that the old program never shared
 */
export function oldRanking(
  file: unknown,
  about: { readonly magic: number; readonly epoch: Epoch; readonly askedAtMs: UnixMs },
): PoolRanking {
  const ranks = readTold(file, (told) => {
    const all = new Map<PoolId, number>();
    for (const name of told.names()) {
      if (/^[\da-f]{56}$/.test(name)) all.set(poolId(name), Number(told.whole(name, { least: 1n })));
      else told.complain(name.slice(0, 60), 'must be a pool id, 56 lower-case hex characters');
    }
    return all;
  });
  if (ranks.size === 0) throw arrivalInvalid({ message: 'the ranking names no pool' });
  const last = [...ranks.values()].reduce((most, rank) => Math.max(most, rank), 0);
  const rewards = new Map([...ranks].map(([pool, rank]) => [pool, BigInt(last - rank)]));
  for (const [pool, rank] of rankPools(rewards)) {
    if (ranks.get(pool) === rank) continue;
    throw arrivalInvalid({
      message: `${pool} has rank ${ranks.get(pool)}: ranks are 1, 2, 3 … without a gap, and only the last is shared`,
    });
  }
  return { ...about, rewards };
}
