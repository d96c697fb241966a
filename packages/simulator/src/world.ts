import type { PoolId } from '@pooltool/domain';
import type { PoolKeys, Wallet } from './identity.ts';

/** Who is there: wallets, and the keys and owner behind each pool. Pools are only ever added. */
export interface World {
  readonly wallets: readonly Wallet[];
  readonly poolKeys: Map<PoolId, PoolKeys>;
  readonly poolOwner: Map<PoolId, Wallet>;
}
