import { type PoolId, poolId, type StakeCredential } from '@pooltool/domain';
import type { Pool } from '@pooltool/shared-utils/pg';

export const POOL: PoolId = poolId('00beef00000000000000000000000000000000000000000000000001');

let certificates = 0;

/** What a certificate of this epoch leaves of a pool. */
export async function register(
  db: Pool,
  {
    epoch,
    rewardAccount,
    owners,
  }: { readonly epoch: number; readonly rewardAccount: StakeCredential; readonly owners: readonly StakeCredential[] },
): Promise<void> {
  certificates += 1;
  await db.query(
    `insert into pool_registration (slot, transaction_index, certificate_index, epoch, pool_id, vrf_key_hash, pledge, cost,
       margin_numerator, margin_denominator, reward_kind, reward_credential, owners, relays)
     values ($1, 0, 0, $2, decode($3, 'hex'), decode(repeat('00', 32), 'hex'), 0, 0, 0, 1, $4, decode($5, 'hex'),
       array(select decode(o, 'hex') from unnest($6::text[]) o), '[]')`,
    [
      epoch * 100_000 + certificates,
      epoch,
      POOL,
      rewardAccount.kind === 'key' ? 0 : 1,
      rewardAccount.hash,
      owners.map(({ hash }) => hash),
    ],
  );
}

/** Our chain goes on into this epoch, or back to it. */
export async function presentEpochIs(db: Pool, epoch: number): Promise<void> {
  await db.query('delete from epoch_chain where epoch > $1', [epoch]);
  await db.query(
    `insert into epoch_chain (epoch, blocks, transactions, fees, output, size, first_slot, last_slot, last_height)
     values ($1, 1, 0, 0, 0, 0, 0, 0, 0) on conflict do nothing`,
    [epoch],
  );
}
