import {
  credentialKindOf,
  LEAST_SHOWN,
  type PoolId,
  poolId,
  type StakeCredential,
  stakeCredential,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

export interface ShownDelegator {
  readonly credential: StakeCredential;
  /** lovelace: outputs and reward balance */
  readonly stake: bigint;
}

/** Who delegates to these pools with at least one ada, the most first. A pool without any is not in the answer. */
export async function liveDelegators(
  db: Queryable,
  pools: readonly PoolId[],
): Promise<ReadonlyMap<PoolId, readonly ShownDelegator[]>> {
  const { rows } = await db.query<Row>(
    `select encode(pool_id, 'hex') as pool, credential_kind as kind, encode(credential, 'hex') as hash,
       outputs + rewards as stake
     from live_stake where pool_id in (select decode(asked, 'hex') from unnest($1::text[]) as asked)
       and outputs + rewards >= $2
     order by pool_id, stake desc, credential, credential_kind`,
    [pools, LEAST_SHOWN],
  );
  const byPool = Map.groupBy(rows, ({ pool }) => poolId(pool));
  return new Map([...byPool].map(([pool, found]) => [pool, found.map(shownOf)]));
}

interface Row {
  readonly pool: string;
  readonly kind: number;
  readonly hash: string;
  readonly stake: bigint;
}

const shownOf = ({ kind, hash, stake }: Row): ShownDelegator => ({
  credential: stakeCredential(credentialKindOf(kind), hash),
  stake,
});
