import type { Queryable } from '@pooltool/shared-utils/pg';

export type RewardStatus = 'forecast' | 'final';

/** One epoch as far as it is known; amounts in lovelace. What rests on its rewards is of this epoch as the earned one. */
export interface EpochRow {
  readonly epoch: number;
  /** as we followed it; null when we did not */
  readonly blocks: number | null;
  readonly transactions: bigint | null;
  readonly fees: bigint | null;
  /** what the ledger counted over the whole epoch; null until a later dump says so */
  readonly ledgerBlocks: number | null;
  readonly ledgerFees: bigint | null;
  /** during the epoch */
  readonly reserves: bigint | null;
  readonly treasury: bigint | null;
  readonly activeStake: bigint | null;
  readonly status: RewardStatus | null;
  readonly incentives: bigint | null;
  readonly rewardPot: bigint | null;
  /** to accounts: leader and member rewards, less what went to the treasury because its account was gone */
  readonly paid: bigint | null;
  readonly returned: bigint | null;
  readonly unregistered: bigint | null;
  /** rewards, one for each (credential, pool, kind) */
  readonly rewards: number | null;
}

/** The latest epochs that anything is known of, newest first. */
export async function loadEpochs(on: Queryable, limit: number): Promise<EpochRow[]> {
  const { rows } = await on.query<EpochRow>({
    name: 'console-epochs',
    text: `
      with known as (
        (select epoch from epoch_chain order by epoch desc limit $1)
        union (select epoch from epoch_pots order by epoch desc limit $1)
        union (select earned_epoch from reward_epoch order by earned_epoch desc limit $1)
      )
      select k.epoch, c.blocks, c.transactions, c.fees, l.blocks as "ledgerBlocks", l.fees as "ledgerFees",
             p.reserves, p.treasury, s.active_stake as "activeStake", r.status, r.incentives, r.reward_pot as "rewardPot",
             r.leader_rewards + r.member_rewards - coalesce(r.unregistered_to_treasury, 0) as paid,
             r.returned_to_reserves as returned, r.unregistered_to_treasury as unregistered, r.rewards
      from known k
      left join epoch_chain c on c.epoch = k.epoch
      left join epoch_ledger l on l.epoch = k.epoch
      left join epoch_pots p on p.epoch = k.epoch
      left join snapshot_epoch s on s.active_epoch = k.epoch
      left join reward_epoch r on r.earned_epoch = k.epoch
      order by k.epoch desc limit $1`,
    values: [limit],
  });
  return rows;
}
