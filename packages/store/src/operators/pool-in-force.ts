import type { PoolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { EPOCHS_UNTIL_BLOCKS } from '../pools/pool-histories.ts';

/** Beyond every epoch. One comparison, so that the index leads to the row. */
const NEVER = 2 ** 31 - 1;

/**
 * The registration of one pool that the ledger goes by now, or of a retired pool the last one that was, as `poolStandingAt`
 * (domain) says it, which a property test holds: in SQL, because all claims are looked at every few seconds, and their
 * certificates would be thousands of rows. A lateral with vrf_key_hash; `pool` is an expression of the pool's id.
 */
export const inForce = (pool: string): string => `
  (with present as (select coalesce(max(epoch), 0) as epoch from epoch_chain),
    adopted as (
      select slot, transaction_index, certificate_index, vrf_key_hash from pool_registration, present
      where pool_id = ${pool} and pool_registration.epoch < present.epoch
      order by slot desc, transaction_index desc, certificate_index desc limit 1),
    first_seen as (
      select least(
        (select epoch from pool_registration where pool_id = ${pool} order by slot limit 1),
        (select epoch from pool_retirement where pool_id = ${pool} order by slot limit 1)) as epoch),
    standing as (
      select vrf_key_hash from adopted
      union all
      (select vrf_key_hash from pool_snapshot, first_seen
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
      select vrf_key_hash from pool_registration, present
      where pool_id = ${pool} and pool_registration.epoch = present.epoch
        and (not exists (select from standing) or exists (select from gone))
      order by slot, transaction_index, certificate_index limit 1)
  select * from begun union all (select * from standing where not exists (select from begun)))`;

/**
 * With which VRF key whoever runs the pool makes its blocks now: 32 bytes as hex. Null inside: its registration is known from
 * a snapshot alone that did not tell keys. Null: nobody ever registered such a pool.
 */
export async function registeredKeyOf(
  db: Queryable,
  pool: PoolId,
): Promise<{ readonly vrfKeyHash: string | null } | null> {
  const { rows } = await db.query<{ vrf_key_hash: string | null }>({
    name: 'registered-key-of-pool',
    text: `
      select encode(in_force.vrf_key_hash, 'hex') as vrf_key_hash
      from (select decode($1, 'hex') as pool_id) asked cross join lateral ${inForce('asked.pool_id')} in_force`,
    values: [pool],
  });
  const row = rows[0];
  return row === undefined ? null : { vrfKeyHash: row.vrf_key_hash };
}
