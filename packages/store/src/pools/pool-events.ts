import {
  type CertificatePosition,
  type CredentialHash,
  credentialHash,
  epoch,
  type PoolEvent,
  type PoolId,
  poolId,
  type Ratio,
  ratio,
  slot,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** What a pool says about itself, as documents and notices show it. Pledge and cost are lovelace. */
export interface ShownParameters {
  readonly pledge: bigint;
  readonly cost: bigint;
  readonly margin: Ratio;
  readonly rewardCredential: CredentialHash;
  readonly owners: readonly CredentialHash[];
  /** null: none, or not known */
  readonly metadata: { readonly url: string; readonly hash: string } | null;
}

/** A pool's certificate with its place on the chain. */
export type PlacedPoolEvent = PoolEvent<ShownParameters> & CertificatePosition;

/** Registrations and retirements of these pools in the chain's order. */
export async function poolEvents(
  db: Queryable,
  pools: readonly PoolId[],
): Promise<ReadonlyMap<PoolId, readonly PlacedPoolEvent[]>> {
  const { rows } = await db.query<Row>({ name: 'pool-events', text: QUERY, values: [pools] });
  const byPool = new Map<PoolId, PlacedPoolEvent[]>();
  for (const row of rows) {
    const pool = poolId(row.pool);
    const events = byPool.get(pool) ?? [];
    events.push(eventOf(row));
    byPool.set(pool, events);
  }
  return byPool;
}

const QUERY = `
  with asked as (select distinct decode(pool, 'hex') as pool_id from unnest($1::text[]) as a (pool))
  select encode(pool_id, 'hex') as pool, epoch, null::integer as retiring_epoch, pledge, cost, margin_numerator,
    margin_denominator, encode(reward_credential, 'hex') as reward_credential,
    array(select encode(owner, 'hex') from unnest(owners) with ordinality as o (owner, place) order by place) as owners,
    metadata_url, encode(metadata_hash, 'hex') as metadata_hash, slot, transaction_index, certificate_index
  from asked join pool_registration using (pool_id)
  union all
  select encode(pool_id, 'hex'), epoch, retiring_epoch, null, null, null, null, null, null, null, null, slot,
    transaction_index, certificate_index
  from asked join pool_retirement using (pool_id)
  order by slot, transaction_index, certificate_index`;

interface Row {
  readonly pool: string;
  readonly epoch: number;
  readonly retiring_epoch: number | null;
  readonly pledge: bigint | null;
  readonly cost: bigint | null;
  readonly margin_numerator: bigint | null;
  readonly margin_denominator: bigint | null;
  readonly reward_credential: string | null;
  readonly owners: readonly string[] | null;
  readonly metadata_url: string | null;
  readonly metadata_hash: string | null;
  readonly slot: bigint;
  readonly transaction_index: number;
  readonly certificate_index: number;
}

function eventOf(row: Row): PlacedPoolEvent {
  const at = {
    epoch: epoch(row.epoch),
    slot: slot(Number(row.slot)),
    transactionIndex: row.transaction_index,
    certificateIndex: row.certificate_index,
  };
  return row.retiring_epoch === null
    ? { ...at, kind: 'registration', parameters: parametersOf(row) }
    : { ...at, kind: 'retirement', retiringEpoch: epoch(row.retiring_epoch) };
}

/** The columns of a registration are never null; of a retirement they are not read. */
const parametersOf = (row: Row): ShownParameters => ({
  pledge: row.pledge ?? 0n,
  cost: row.cost ?? 0n,
  margin: ratio(row.margin_numerator ?? 0n, row.margin_denominator ?? 1n),
  rewardCredential: credentialHash(row.reward_credential ?? ''),
  owners: (row.owners ?? []).map(credentialHash),
  metadata:
    row.metadata_url === null || row.metadata_hash === null ? null : { url: row.metadata_url, hash: row.metadata_hash },
});
