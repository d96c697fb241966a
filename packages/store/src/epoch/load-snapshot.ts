import {
  credentialHash,
  credentialKindOf,
  type Delegators,
  type Epoch,
  emptyDelegators,
  HASH_BYTES,
  lovelace,
  poolId,
  ratio,
  type SnapshotPool,
  type StakeSnapshot,
  stakeCredential,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { demandNotArchived } from '../archive/archived-epochs.ts';

/**
 * The stake snapshot of an epoch as columns, in the order of credentials, or null when there is none: rows that are written
 * in the order of the indexes are read by them as fast as by nothing. Postgres joins thousands of delegators into four byte
 * strings, so 1.3 million rows come as 256 and no object a row is made.
 * @throws POOLTOOL_EPOCH_ARCHIVED (reject) when its rows were moved away
 */
export async function loadSnapshot(db: Queryable, active: Epoch): Promise<StakeSnapshot | null> {
  const head = await db.query<{ delegators: number }>(`select delegators from snapshot_epoch where active_epoch = $1`, [
    active,
  ]);
  const count = head.rows[0]?.delegators;
  if (count === undefined) return null;
  await demandNotArchived(db, active);
  const pools = await loadPools(db, active);
  return { pools, delegators: await loadDelegators(db, { active, count, pools }) };
}

async function loadPools(db: Queryable, active: Epoch): Promise<SnapshotPool[]> {
  const { rows } = await db.query<PoolRow>(
    `select encode(pool_id, 'hex') as pool, pledge, cost, margin_numerator, margin_denominator, reward_kind,
       encode(reward_credential, 'hex') as reward_credential,
       array(select encode(owner, 'hex') from unnest(owners) as owner) as owners
     from pool_snapshot where active_epoch = $1 order by pool_id`,
    [active],
  );
  return rows.map((row) => ({
    poolId: poolId(row.pool),
    pledge: lovelace(row.pledge),
    cost: lovelace(row.cost),
    margin: ratio(row.margin_numerator, row.margin_denominator),
    rewardAccount: stakeCredential(credentialKindOf(row.reward_kind), row.reward_credential),
    owners: row.owners.map(credentialHash),
  }));
}

interface PoolRow {
  readonly pool: string;
  readonly pledge: bigint;
  readonly cost: bigint;
  readonly margin_numerator: bigint;
  readonly margin_denominator: bigint;
  readonly reward_kind: number;
  readonly reward_credential: string;
  readonly owners: readonly string[];
}

async function loadDelegators(
  db: Queryable,
  { active, count, pools }: { active: Epoch; count: number; pools: readonly SnapshotPool[] },
): Promise<Delegators> {
  const { rows } = await db.query<Joined>(JOINED, [active, pools.map(({ poolId }) => poolId)]);
  const delegators = emptyDelegators(count);
  let row = 0;
  for (const { kinds, hashes, pools: places, stakes } of rows) {
    delegators.kind.set(kinds, row);
    delegators.hash.set(hashes, row * HASH_BYTES);
    for (let i = 0; i < kinds.length; i += 1) {
      delegators.pool[row + i] = places.readUInt32BE(i * 4);
      delegators.stake[row + i] = stakes.readBigUInt64BE(i * 8);
    }
    row += kinds.length;
  }
  return delegators;
}

/**
 * Those whose hashes begin with the same byte are one row: index ranges of some thousands, which neither side has to sort or to
 * hold together. A pool is its place in $2; the one after the last says that the snapshot does not have it.
 */
const JOINED = `
  select joined.*
  from generate_series(0, 255) as first (byte)
  cross join lateral (
    select string_agg(substr(int2send(credential_kind), 2), '') as kinds, string_agg(credential, '') as hashes,
      string_agg(int4send(coalesce(place::int - 1, cardinality($2::text[]))), '') as pools,
      string_agg(int8send(stake), '') as stakes
    from (
      select * from stake_snapshot
      where active_epoch = $1 and credential >= set_byte('\\x00', 0, byte)
        and credential < case when byte < 255 then set_byte('\\x00', 0, byte + 1) else decode(repeat('ff', 29), 'hex') end
      order by credential, credential_kind offset 0) s
    left join (
      select decode(pool, 'hex') as pool_id, place from unnest($2::text[]) with ordinality as p (pool, place)) p using (pool_id)
  ) joined
  where joined.kinds is not null`;

interface Joined {
  readonly kinds: Buffer;
  readonly hashes: Buffer;
  readonly pools: Buffer;
  readonly stakes: Buffer;
}
