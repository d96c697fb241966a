import {
  type BlockFacts,
  type CertificatePosition,
  CREDENTIAL_TAG,
  type DocumentMark,
  markOf,
  type PoolId,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { refreshAccounts } from './accounts.ts';

/** Writes what the certificates of these blocks did, and answers the marks of the documents that show it. */
export async function recordCertificates(tx: Transaction, facts: readonly BlockFacts[]): Promise<DocumentMark[]> {
  const registered = await insertRegistrations(tx, facts);
  const retired = await insertRetirements(tx, facts);
  await insertStakeCertificates(tx, facts);
  return [...registered, ...retired].flatMap(poolCertificateMarks);
}

/** A pool's certificate, by where it stands. */
export interface PoolCertificate extends CertificatePosition {
  readonly poolId: PoolId;
}

/** The documents that change when a pool's certificate comes to be, or is undone. */
export const poolCertificateMarks = ({ poolId, ...at }: PoolCertificate): DocumentMark[] => [
  markOf.pool(poolId),
  markOf.poolStats(poolId),
  markOf.poolUpdates(poolId, at),
];

/** Registrations are rare, a handful an hour on mainnet: one statement each is simplest. */
async function insertRegistrations(tx: Transaction, facts: readonly BlockFacts[]): Promise<PoolCertificate[]> {
  const registrations = facts.flatMap(({ epoch, poolRegistrations }) =>
    poolRegistrations.map((registration) => ({ ...registration, epoch })),
  );
  for (const { slot, transactionIndex, certificateIndex, epoch, pool } of registrations) {
    await tx.query({
      name: 'insert-pool-registration',
      text: `
        with registered as (
          insert into pool (pool_id, registrations) values (decode($5, 'hex'), 1)
          on conflict (pool_id) do update set registrations = pool.registrations + 1
        )
        insert into pool_registration (
          slot, transaction_index, certificate_index, epoch, pool_id, vrf_key_hash, pledge, cost, margin_numerator,
          margin_denominator, reward_kind, reward_credential, owners, relays, metadata_url, metadata_hash)
        values ($1, $2, $3, $4, decode($5, 'hex'), decode($6, 'hex'), $7, $8, $9, $10, $11, decode($12, 'hex'),
          array(select decode(owner, 'hex') from unnest($13::text[]) with ordinality as o (owner, place) order by place),
          $14::jsonb, $15, decode($16, 'hex'))`,
      values: [
        slot,
        transactionIndex,
        certificateIndex,
        epoch,
        pool.poolId,
        pool.vrfKeyHash,
        pool.pledge,
        pool.cost,
        pool.margin.numerator,
        pool.margin.denominator,
        CREDENTIAL_TAG[pool.rewardAccount.kind],
        pool.rewardAccount.hash,
        pool.owners,
        JSON.stringify(pool.relays),
        pool.metadata?.url ?? null,
        pool.metadata?.hash ?? null,
      ],
    });
  }
  return registrations.map(({ pool, ...at }) => ({ ...at, poolId: pool.poolId }));
}

async function insertRetirements(tx: Transaction, facts: readonly BlockFacts[]): Promise<PoolCertificate[]> {
  const retirements = facts.flatMap(({ epoch, poolRetirements }) =>
    poolRetirements.map((retirement) => ({ ...retirement, epoch })),
  );
  for (const { slot, transactionIndex, certificateIndex, epoch, poolId, retiringEpoch } of retirements) {
    await tx.query({
      name: 'insert-pool-retirement',
      text: `
        insert into pool_retirement (slot, transaction_index, certificate_index, epoch, pool_id, retiring_epoch)
        values ($1, $2, $3, $4, decode($5, 'hex'), $6)`,
      values: [slot, transactionIndex, certificateIndex, epoch, poolId, retiringEpoch],
    });
  }
  return retirements;
}

const CERTIFICATE_KIND = { registration: 0, deregistration: 1, delegation: 2 } as const;

async function insertStakeCertificates(tx: Transaction, facts: readonly BlockFacts[]): Promise<void> {
  const certificates = facts.flatMap(({ stakeCertificates }) => stakeCertificates);
  if (certificates.length === 0) return;
  const column = (pick: (certificate: (typeof certificates)[number]) => unknown) => certificates.map(pick);
  const kinds = column(({ credential }) => CREDENTIAL_TAG[credential.kind]);
  const hashes = column(({ credential }) => credential.hash);
  await tx.query({
    name: 'insert-stake-certificates',
    text: `
      insert into stake_certificate (
        slot, transaction_index, certificate_index, effect, kind, credential_kind, credential, pool_id, amount)
      select slot, transaction_index, certificate_index, effect, kind, credential_kind, decode(credential, 'hex'),
        decode(pool, 'hex'), amount
      from unnest($1::bigint[], $2::int[], $3::int[], $4::smallint[], $5::smallint[], $6::smallint[], $7::text[],
        $8::text[], $9::bigint[])
        as made (slot, transaction_index, certificate_index, effect, kind, credential_kind, credential, pool, amount)`,
    values: [
      column(({ slot }) => slot),
      column(({ transactionIndex }) => transactionIndex),
      column(({ certificateIndex }) => certificateIndex),
      column(({ effect }) => effect),
      column(({ kind }) => CERTIFICATE_KIND[kind]),
      kinds,
      hashes,
      column(({ poolId }) => poolId),
      column(({ amount }) => amount),
    ],
  });
  await refreshAccounts(tx, { kinds, hashes });
}
