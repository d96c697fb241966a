import type { Transaction } from '@pooltool/shared-utils/pg';

/**
 * Derives the present state of these credentials from their certificates: the one rule for both of the chain's verbs,
 * so that rolling forward and rolling backward cannot disagree.
 *
 * Registered: the last registration or deregistration says so; a credential seen only delegating was registered before
 * our chain began. Pool: the last delegation, unless a deregistration came after it.
 * Credentials with no certificate left on the chain leave the table.
 */
export async function refreshAccounts(
  tx: Transaction,
  { kinds, hashes }: { readonly kinds: readonly unknown[]; readonly hashes: readonly unknown[] },
): Promise<void> {
  await tx.query({
    name: 'refresh-accounts',
    text: `
      with touched as (
        select distinct credential_kind, decode(hash, 'hex') as credential
        from unnest($1::smallint[], $2::text[]) as t (credential_kind, hash)
      ), present as (
        select t.credential_kind, t.credential, latest.kind is not null as stands,
          coalesce(registration.kind = 0, true) as registered,
          case when delegation.kind = 2 then delegation.pool_id end as pool_id
        from touched t
        left join lateral (
          select kind from stake_certificate c
          where c.credential = t.credential and c.credential_kind = t.credential_kind
          limit 1) latest on true
        left join lateral (
          select kind from stake_certificate c
          where c.credential = t.credential and c.credential_kind = t.credential_kind and kind in (0, 1)
          order by slot desc, transaction_index desc, certificate_index desc, effect desc limit 1) registration on true
        left join lateral (
          select kind, pool_id from stake_certificate c
          where c.credential = t.credential and c.credential_kind = t.credential_kind and kind in (1, 2)
          order by slot desc, transaction_index desc, certificate_index desc, effect desc limit 1) delegation on true
      ), gone as (
        delete from account a using present p
        where not p.stands and a.credential = p.credential and a.credential_kind = p.credential_kind
      )
      insert into account (credential_kind, credential, registered, pool_id)
      select credential_kind, credential, registered, pool_id from present where stands
      on conflict (credential, credential_kind) do update
        set registered = excluded.registered, pool_id = excluded.pool_id`,
    values: [kinds, hashes],
  });
}
