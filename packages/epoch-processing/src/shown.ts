import type { EpochRewards } from '@pooltool/domain/rewards';
import { type Metadata, type MetadataValue, meta } from '@pooltool/pipeline';

/** Money in a run's metadata: exact, and known to be lovelace by whoever draws it. */
export const lovelaceShown = (value: bigint): MetadataValue => meta.amount(value, 'lovelace');

/** What a run about an epoch's rewards tells people. */
export const rewardsShown = ({ pots, totals, pools, memberRewards, returnedToReserves }: EpochRewards): Metadata => ({
  efficiency: meta.ratio(pots.efficiency.numerator, pots.efficiency.denominator),
  incentives: lovelaceShown(pots.incentives),
  reward_pot: lovelaceShown(pots.rewardPot),
  treasury_tax: lovelaceShown(pots.treasuryTax),
  leader_rewards: lovelaceShown(totals.leaders),
  member_rewards: lovelaceShown(totals.members),
  returned_to_reserves: lovelaceShown(returnedToReserves),
  pools_with_rewards: meta.count(pools.filter(({ poolReward }) => poolReward > 0n).length),
  members_with_rewards: meta.count(memberRewards.reduce((count, amount) => (amount === 0n ? count : count + 1), 0)),
});
