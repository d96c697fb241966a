import { calculationEpochOf, type Epoch, lovelace } from '@pooltool/domain';
import type { ExplainedEpoch, RewardStatus } from '@pooltool/domain/rewards';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { readNetwork } from '../chain/network.ts';
import { readParameters, readPots } from '../epoch/ledger-facts.ts';

/**
 * The inputs of an earned epoch and what was recorded as made from them, or a sentence that says what is missing.
 * @throws POOLTOOL_NETWORK_UNKNOWN (retry)
 */
export async function readExplainedEpoch(db: Queryable, earned: Epoch): Promise<ExplainedEpoch | string> {
  const calculation = calculationEpochOf(earned);
  const head = await readHead(db, earned);
  if (head === null) return `no rewards were computed for epoch ${earned} yet`;
  const parameters = await readParameters(db, earned);
  if (parameters === null) return `the parameters in force in epoch ${earned} are not there`;
  const pots = await readPots(db, calculation);
  if (pots === null) return `the pots of epoch ${calculation} are not there`;
  const { rows } = await db.query<{ fees: bigint; blocks: number }>(
    `select fees, blocks from epoch_ledger where epoch = $1`,
    [earned],
  );
  const [totals] = rows;
  if (totals === undefined) return `fees and blocks of epoch ${earned} are not there`;
  const snapshot = await db.query<{ active_stake: bigint }>(
    `select active_stake from snapshot_epoch where active_epoch = $1`,
    [earned],
  );
  const activeStake = snapshot.rows[0]?.active_stake;
  if (activeStake === undefined) return `the stake snapshot active in epoch ${earned} is not there`;
  const { status, ...recorded } = head;
  return {
    earned,
    status,
    network: await readNetwork(db),
    parameters,
    reserves: pots.reserves,
    fees: lovelace(totals.fees),
    poolBlocks: totals.blocks,
    activeStake: lovelace(activeStake),
    recorded,
  };
}

type Head = ExplainedEpoch['recorded'] & { readonly status: RewardStatus };

async function readHead(db: Queryable, earned: Epoch): Promise<Head | null> {
  const { rows } = await db.query<Head>(
    `select status, incentives, fees, reward_pot as "rewardPot", treasury_tax as "treasuryTax", available, circulation,
       active_stake as "activeStake", leader_rewards as "leaderRewards", member_rewards as "memberRewards",
       returned_to_reserves as "returnedToReserves", unregistered_to_treasury as "unregisteredToTreasury"
     from reward_epoch where earned_epoch = $1`,
    [earned],
  );
  return rows[0] ?? null;
}
