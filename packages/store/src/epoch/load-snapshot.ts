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
 * The stake snapshot of an epoch as columns, or null when there is none. Postgres joins each pool's delegators into
 * three byte strings, so 1.3 million rows come as 3,000 and no object a row is made.
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
  const { rows } = await db.query<{ pool: string; kinds: Buffer; hashes: Buffer; stakes: Buffer }>(
    `select encode(pool_id, 'hex') as pool,
       string_agg(substr(int2send(credential_kind), 2), '' order by credential, credential_kind) as kinds,
       string_agg(credential, '' order by credential, credential_kind) as hashes,
       string_agg(int8send(stake), '' order by credential, credential_kind) as stakes
     from stake_snapshot where active_epoch = $1 group by pool_id`,
    [active],
  );
  const indexOf = new Map<string, number>(pools.map((pool, index) => [pool.poolId, index]));
  const delegators = emptyDelegators(count);
  let row = 0;
  for (const { pool, kinds, hashes, stakes } of rows) {
    delegators.kind.set(kinds, row);
    delegators.hash.set(hashes, row * HASH_BYTES);
    for (let i = 0; i < kinds.length; i += 1) delegators.stake[row + i] = stakes.readBigUInt64BE(i * 8);
    delegators.pool.fill(indexOf.get(pool) ?? pools.length, row, row + kinds.length);
    row += kinds.length;
  }
  return delegators;
}
