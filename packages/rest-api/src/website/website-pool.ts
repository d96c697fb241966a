import { MILESTONES, type PoolId } from '@pooltool/domain';
import { poolUnknown } from '../errors.ts';
import { poolFrom } from '../parameters/pool-parameter.ts';

/**
 * The pool that a page means. A page that is loaded directly asks for `undefined` first (clients.md 3.1).
 * @throws POOLTOOL_POOL_UNKNOWN (404) for that, POOLTOOL_POOL_ID_INVALID (400) for any other text that is none
 */
export function websitePool(text: string): PoolId {
  if (text === 'undefined') throw noSuchPool(text);
  return poolFrom(text);
}

export const noSuchPool = (pool: string) => poolUnknown({ message: `nobody ever heard of a pool ${pool}` });

/** All awards that a pool can have. */
export const awardsOf = (pool: PoolId) => MILESTONES.map((blocks) => ({ pool, blocks }));
