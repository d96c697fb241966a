import { type Epoch, epoch } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type EpochRules, type EpochSums, epochRules, epochSums } from '../documents/read-epochs.ts';

/** All that is known of one epoch; amounts in lovelace, null what is not known (yet). */
export interface KnownEpoch {
  readonly epoch: Epoch;
  /** as we followed the chain */
  readonly followed: EpochSums | null;
  /** as the ledger counted the whole epoch: blocks of pools, fees */
  readonly ledger: { readonly blocks: number; readonly fees: bigint } | null;
  readonly rules: EpochRules | null;
  readonly pots: { readonly reserves: bigint; readonly treasury: bigint } | null;
  /** the snapshot that elects this epoch's leaders */
  readonly snapshot: { readonly activeStake: bigint; readonly delegators: number; readonly pools: number } | null;
  /** what was earned in it */
  readonly rewards: KnownRewards | null;
}

export interface KnownRewards {
  readonly status: 'forecast' | 'final';
  readonly pot: bigint;
  readonly treasuryTax: bigint;
  readonly available: bigint;
  readonly leaders: bigint;
  readonly members: bigint;
  readonly returnedToReserves: bigint;
  /** null while a forecast */
  readonly unregisteredToTreasury: bigint | null;
  /** one for each (account, pool, kind) */
  readonly count: number;
}

/**
 * The newest `limit` epochs that anything is known of, newest first; those before `before` when it is given. Call it in a
 * transaction of one moment. Reads `limit` rows from the end of each table, whatever its length.
 */
export async function readKnownEpochs(
  db: Queryable,
  { before, limit }: { readonly before: Epoch | null; readonly limit: number },
): Promise<KnownEpoch[]> {
  const { rows } = await db.query<Row>({
    name: 'api-known-epochs',
    text: `
      with known as (
        (select epoch from epoch_chain where epoch < $1 order by epoch desc limit $2)
        union (select epoch from epoch_params where epoch < $1 order by epoch desc limit $2)
        union (select active_epoch from snapshot_epoch where active_epoch < $1 order by active_epoch desc limit $2)
        union (select earned_epoch from reward_epoch where earned_epoch < $1 order by earned_epoch desc limit $2)
      )
      select k.epoch, l.blocks, l.fees, p.reserves, p.treasury, s.active_stake, s.delegators, s.pools,
        r.status, r.reward_pot, r.treasury_tax, r.available, r.leader_rewards, r.member_rewards, r.returned_to_reserves,
        r.unregistered_to_treasury, r.rewards
      from known k
      left join epoch_ledger l on l.epoch = k.epoch
      left join epoch_pots p on p.epoch = k.epoch
      left join snapshot_epoch s on s.active_epoch = k.epoch
      left join reward_epoch r on r.earned_epoch = k.epoch
      order by k.epoch desc limit $2`,
    values: [before ?? BEYOND_EVERY_EPOCH, limit],
  });
  const epochs = rows.map((row) => epoch(row.epoch));
  const followed = await epochSums(db, epochs);
  const rules = await epochRules(db, epochs);
  return rows.map((row) => {
    const of = epoch(row.epoch);
    return {
      epoch: of,
      followed: followed.get(of) ?? null,
      ledger: row.blocks === null || row.fees === null ? null : { blocks: row.blocks, fees: row.fees },
      rules: rules.get(of) ?? null,
      pots: row.reserves === null || row.treasury === null ? null : { reserves: row.reserves, treasury: row.treasury },
      snapshot: snapshotOf(row),
      rewards: rewardsOf(row),
    };
  });
}

/** PostgreSQL's largest integer. */
const BEYOND_EVERY_EPOCH = 2_147_483_647;

interface Row {
  readonly epoch: number;
  readonly blocks: number | null;
  readonly fees: bigint | null;
  readonly reserves: bigint | null;
  readonly treasury: bigint | null;
  readonly active_stake: bigint | null;
  readonly delegators: number | null;
  readonly pools: number | null;
  readonly status: KnownRewards['status'] | null;
  readonly reward_pot: bigint | null;
  readonly treasury_tax: bigint | null;
  readonly available: bigint | null;
  readonly leader_rewards: bigint | null;
  readonly member_rewards: bigint | null;
  readonly returned_to_reserves: bigint | null;
  readonly unregistered_to_treasury: bigint | null;
  readonly rewards: number | null;
}

const snapshotOf = ({ active_stake, delegators, pools }: Row): KnownEpoch['snapshot'] =>
  active_stake === null || delegators === null || pools === null
    ? null
    : { activeStake: active_stake, delegators, pools };

/** The table has no row without these. */
function rewardsOf(row: Row): KnownRewards | null {
  const { status, reward_pot, treasury_tax, available, leader_rewards, member_rewards, returned_to_reserves, rewards } =
    row;
  if (status === null || reward_pot === null || treasury_tax === null || available === null) return null;
  if (leader_rewards === null || member_rewards === null || returned_to_reserves === null || rewards === null)
    return null;
  return {
    status,
    pot: reward_pot,
    treasuryTax: treasury_tax,
    available,
    leaders: leader_rewards,
    members: member_rewards,
    returnedToReserves: returned_to_reserves,
    unregisteredToTreasury: row.unregistered_to_treasury,
    count: rewards,
  };
}
