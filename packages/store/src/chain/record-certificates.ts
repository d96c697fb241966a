import {
  type BlockFacts,
  type CertificatePosition,
  CREDENTIAL_TAG,
  type DocumentMark,
  type Epoch,
  markOf,
  type PoolId,
  type StakeCertificate,
} from '@pooltool/domain';
import { type Transaction, together } from '@pooltool/shared-utils/pg';
import { refreshAccounts } from './accounts.ts';

/**
 * Writes what the certificates of these blocks did, and answers the marks of the documents that show it. Nothing is asked
 * of PostgreSQL for blocks without certificates.
 */
export async function recordCertificates(tx: Transaction, facts: readonly BlockFacts[]): Promise<DocumentMark[]> {
  const registrations = facts.flatMap(({ epoch, poolRegistrations }) =>
    poolRegistrations.map((registration) => ({ ...registration, epoch })),
  );
  const retirements = facts.flatMap(({ epoch, poolRetirements }) =>
    poolRetirements.map((retirement) => ({ ...retirement, epoch })),
  );
  await together(tx, [
    () => insertRegistrations(tx, registrations),
    () => insertRetirements(tx, retirements),
    () =>
      insertStakeCertificates(
        tx,
        facts.flatMap(({ stakeCertificates }) => stakeCertificates),
      ),
  ]);
  return [...registrations.map(({ pool, ...at }) => ({ ...at, poolId: pool.poolId })), ...retirements].flatMap(
    poolCertificateMarks,
  );
}

type Made<Certificate> = Certificate & { readonly epoch: Epoch };

/** A pool's certificate, by where it stands. */
export interface PoolCertificate extends CertificatePosition {
  readonly poolId: PoolId;
}

/** The documents that change when a pool's certificate comes to be, or is undone. */
export const poolCertificateMarks = ({ poolId, ...at }: PoolCertificate): DocumentMark[] => [
  markOf.pool(poolId),
  markOf.poolStats(poolId),
  markOf.poolPropagation(poolId),
  markOf.poolUpdates(poolId, at),
];

async function insertRegistrations(
  tx: Transaction,
  registrations: readonly Made<BlockFacts['poolRegistrations'][number]>[],
): Promise<void> {
  if (registrations.length === 0) return;
  const rows = registrations.map(({ slot, transactionIndex, certificateIndex, epoch, pool }) => ({
    slot,
    transaction_index: transactionIndex,
    certificate_index: certificateIndex,
    epoch,
    pool: pool.poolId,
    vrf_key: pool.vrfKeyHash,
    // As text: JSON's numbers are read exactly by PostgreSQL, but not written so by JavaScript.
    pledge: `${pool.pledge}`,
    cost: `${pool.cost}`,
    margin_numerator: `${pool.margin.numerator}`,
    margin_denominator: `${pool.margin.denominator}`,
    reward_kind: CREDENTIAL_TAG[pool.rewardAccount.kind],
    reward_credential: pool.rewardAccount.hash,
    owners: pool.owners,
    relays: pool.relays,
    metadata_url: pool.metadata?.url ?? null,
    metadata_hash: pool.metadata?.hash ?? null,
  }));
  await tx.query({
    name: 'insert-pool-registrations',
    text: `
      with made as (
        select * from jsonb_to_recordset($1::jsonb) as r (
          slot bigint, transaction_index int, certificate_index int, epoch int, pool text, vrf_key text, pledge numeric,
          cost numeric, margin_numerator numeric, margin_denominator numeric, reward_kind smallint,
          reward_credential text, owners text[], relays jsonb, metadata_url text, metadata_hash text)
      ), registered as (
        insert into pool (pool_id, registrations)
        select decode(pool, 'hex'), count(*) from made group by pool order by pool
        on conflict (pool_id) do update set registrations = pool.registrations + excluded.registrations
      )
      insert into pool_registration (
        slot, transaction_index, certificate_index, epoch, pool_id, vrf_key_hash, pledge, cost, margin_numerator,
        margin_denominator, reward_kind, reward_credential, owners, relays, metadata_url, metadata_hash)
      select slot, transaction_index, certificate_index, epoch, decode(pool, 'hex'), decode(vrf_key, 'hex'), pledge,
        cost, margin_numerator, margin_denominator, reward_kind, decode(reward_credential, 'hex'),
        array(select decode(owner, 'hex') from unnest(owners) with ordinality as o (owner, place) order by place),
        relays, metadata_url, decode(metadata_hash, 'hex')
      from made`,
    values: [JSON.stringify(rows)],
  });
}

async function insertRetirements(
  tx: Transaction,
  retirements: readonly Made<BlockFacts['poolRetirements'][number]>[],
): Promise<void> {
  if (retirements.length === 0) return;
  await tx.query({
    name: 'insert-pool-retirements',
    text: `
      insert into pool_retirement (slot, transaction_index, certificate_index, epoch, pool_id, retiring_epoch)
      select slot, transaction_index, certificate_index, epoch, decode(pool, 'hex'), retiring_epoch
      from unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::text[], $6::int[])
        as made (slot, transaction_index, certificate_index, epoch, pool, retiring_epoch)`,
    values: [
      retirements.map(({ slot }) => slot),
      retirements.map(({ transactionIndex }) => transactionIndex),
      retirements.map(({ certificateIndex }) => certificateIndex),
      retirements.map(({ epoch }) => epoch),
      retirements.map(({ poolId }) => poolId),
      retirements.map(({ retiringEpoch }) => retiringEpoch),
    ],
  });
}

const CERTIFICATE_KIND = { registration: 0, deregistration: 1, delegation: 2 } as const;

async function insertStakeCertificates(tx: Transaction, certificates: readonly StakeCertificate[]): Promise<void> {
  if (certificates.length === 0) return;
  const column = (pick: (certificate: (typeof certificates)[number]) => unknown) => certificates.map(pick);
  const kinds = column(({ credential }) => CREDENTIAL_TAG[credential.kind]);
  const hashes = column(({ credential }) => credential.hash);
  const insert = () =>
    tx.query({
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
  await together(tx, [insert, () => refreshAccounts(tx, { kinds, hashes })]);
}
