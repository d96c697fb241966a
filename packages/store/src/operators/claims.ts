import type { PoolId } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { addressesOfPool, type PoolAddresses } from './pool-in-force.ts';
import { poolsSpokenFor, provenOf, type SpokenFor } from './speakers.ts';

export type ClaimAnswer =
  | { readonly kind: 'speaks'; readonly spoken: SpokenFor }
  /** he proved none of these */
  | { readonly kind: 'nothing-proven'; readonly addresses: PoolAddresses }
  /** nobody ever registered it */
  | { readonly kind: 'no-such-pool' };

/**
 * The user wants to speak for a pool. It has to be asked for, although it follows from the chain: else whoever names another's
 * reward account in his own registration would put his pool among that one's. Asking again changes nothing.
 */
export async function claimPool(
  tx: Transaction,
  { user, pool, nowMs }: { readonly user: string; readonly pool: PoolId; readonly nowMs: number },
): Promise<ClaimAnswer> {
  const before = (await poolsSpokenFor(tx, user)).find((one) => one.pool === pool);
  if (before !== undefined) return { kind: 'speaks', spoken: before };
  const by = await provenOf(tx, { user, pool });
  if (by.length === 0) {
    const addresses = await addressesOfPool(tx, pool);
    return addresses === null ? { kind: 'no-such-pool' } : { kind: 'nothing-proven', addresses };
  }
  await tx.query(
    `insert into pool_claim (user_id, pool_id, claimed_at) values ($1, decode($2, 'hex'), to_timestamp($3::float8 / 1000))
     on conflict do nothing`,
    [user, pool, nowMs],
  );
  return { kind: 'speaks', spoken: { pool, grounds: { kind: 'claimed', by } } };
}

/** The user does not want to speak for a pool any more. One that was given to him stays. @returns whether there was a claim */
export async function giveUpClaim(
  tx: Transaction,
  { user, pool }: { readonly user: string; readonly pool: PoolId },
): Promise<boolean> {
  const { rowCount } = await tx.query(`delete from pool_claim where user_id = $1 and pool_id = decode($2, 'hex')`, [
    user,
    pool,
  ]);
  return rowCount === 1;
}
