import { CREDENTIAL_TAG, credentialKindOf, type PoolId, type StakeCredential, stakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { EPOCHS_UNTIL_BLOCKS } from '../pools/pool-histories.ts';

/** Whose a pool is by its registration in force. */
export interface PoolAddresses {
  readonly rewardAccount: StakeCredential;
  /** in the order of the certificate; keys all of them */
  readonly owners: readonly StakeCredential[];
}

/** Beyond every epoch. One comparison, so that the index leads to the row. */
const NEVER = 2 ** 31 - 1;

/**
 * The registration of one pool that the ledger goes by now, or of a retired pool the last one that was, as `poolStandingAt`
 * (domain) says it, which a property test holds: in SQL, because all claims are looked at every few seconds, and their
 * certificates would be thousands of rows. A lateral; `pool` is an expression of the pool's id.
 */
export const inForce = (pool: string): string => `
  (with present as (select coalesce(max(epoch), 0) as epoch from epoch_chain),
    adopted as (
      select slot, transaction_index, certificate_index, reward_kind, reward_credential, owners from pool_registration, present
      where pool_id = ${pool} and pool_registration.epoch < present.epoch
      order by slot desc, transaction_index desc, certificate_index desc limit 1),
    first_seen as (
      select least(
        (select epoch from pool_registration where pool_id = ${pool} order by slot limit 1),
        (select epoch from pool_retirement where pool_id = ${pool} order by slot limit 1)) as epoch),
    standing as (
      select reward_kind, reward_credential, owners from adopted
      union all
      (select reward_kind, reward_credential, owners from pool_snapshot, first_seen
       where pool_id = ${pool} and not exists (select from adopted)
         and active_epoch < coalesce(first_seen.epoch + ${EPOCHS_UNTIL_BLOCKS}, ${NEVER})
       order by active_epoch desc limit 1)),
    gone as (
      select from pool_retirement r, present
      where r.pool_id = ${pool} and r.retiring_epoch <= present.epoch
        and not exists (
          select from adopted a where (a.slot, a.transaction_index, a.certificate_index)
            > (r.slot, r.transaction_index, r.certificate_index))
        and not exists (
          select from pool_retirement later where later.pool_id = r.pool_id and later.epoch < r.retiring_epoch
            and (later.slot, later.transaction_index, later.certificate_index)
              > (r.slot, r.transaction_index, r.certificate_index))),
    begun as (
      select reward_kind, reward_credential, owners from pool_registration, present
      where pool_id = ${pool} and pool_registration.epoch = present.epoch
        and (not exists (select from standing) or exists (select from gone))
      order by slot, transaction_index, certificate_index limit 1)
  select * from begun union all (select * from standing where not exists (select from begun)))`;

/** Null: nobody ever registered such a pool. */
export async function addressesOfPool(db: Queryable, pool: PoolId): Promise<PoolAddresses | null> {
  const { rows } = await db.query<{ reward_kind: number; reward_credential: string; owners: string[] }>({
    name: 'addresses-of-pool',
    text: `
      select reward_kind, encode(reward_credential, 'hex') as reward_credential,
        array(select encode(owner, 'hex') from unnest(owners) with ordinality as o (owner, place) order by place) as owners
      from (select decode($1, 'hex') as pool_id) asked cross join lateral ${inForce('asked.pool_id')} in_force`,
    values: [pool],
  });
  const row = rows[0];
  if (row === undefined) return null;
  return {
    rewardAccount: stakeCredential(credentialKindOf(row.reward_kind), row.reward_credential),
    owners: row.owners.map((owner) => stakeCredential('key', owner)),
  };
}

/** Whether `address`, a row of `user_address`, is one of the registration `inForce` gave as `registered`. */
export const isNamedBy = (address: string, registered: string): string => `
  (${address}.credential_kind = ${CREDENTIAL_TAG.key} and ${address}.credential = any(${registered}.owners)
   or ${address}.credential_kind = ${registered}.reward_kind and ${address}.credential = ${registered}.reward_credential)`;
