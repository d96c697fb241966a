import type { Network, PoolId, ProtocolParameters } from '@pooltool/domain';
import { encodePoolId } from '@pooltool/shared-utils/crypto';
import type { JsonObject, JsonValue } from '@pooltool/shared-utils/json';
import type { Ledger, LedgerSnapshot } from '../../ledger/ledger.ts';
import { ownerStake, stakeByPool } from './stake.ts';
import { ada, byPool, credentialOf, ratioText } from './wire-words.ts';

export const totalStakeOf = ({ reserves }: Ledger, { maxLovelaceSupply }: Network): bigint =>
  maxLovelaceSupply - reserves;

/** What is paid at the next boundary: the epoch before, by the go snapshot. */
export function provenanceAnswer(ledger: Ledger, network: Network): JsonObject {
  const { go, pending, blocksPrevious } = ledger;
  const totalStake = totalStakeOf(ledger, network);
  const stakes = stakeByPool(go);
  const made = [...blocksPrevious.values()].reduce((sum, blocks) => sum + blocks, 0);
  return {
    totalStake: ada(totalStake),
    activeStake: ada(sumOf(stakes)),
    fees: ada(pending.fees),
    incentives: ada(pending.incentives),
    treasuryTax: ada(pending.tax),
    totalRewards: ada(pending.incentives + pending.fees),
    efficiency: ratioText(BigInt(made), expectedBlocks(network)),
    stakePools: byPool(go.pools, (_, id) => ({
      relativeStake: ratioText(stakes.get(id) ?? 0n, totalStake),
      blocksMade: blocksPrevious.get(id) ?? 0,
      totalRewards: ada(pending.pools.get(id)?.poolReward ?? 0n),
      leaderReward: ada(pending.pools.get(id)?.leaderReward ?? 0n),
      delegators: delegatorsOf(go, id),
    })),
  };
}

const delegatorsOf = ({ delegations, stake }: LedgerSnapshot, id: PoolId): JsonValue[] =>
  [...delegations]
    .filter(([, pool]) => pool === id)
    .map(([who]) => ({ ...credentialOf(who), stake: ada(stake.get(who) ?? 0n) }));

/** How pools do in the epoch that goes on: by the set snapshot, which elects now. */
export function performancesAnswer(ledger: Ledger, network: Network, parameters: ProtocolParameters): JsonObject {
  const { set, blocksCurrent, pending } = ledger;
  const stakes = stakeByPool(set);
  const active = sumOf(stakes);
  const { numerator, denominator } = parameters.pledgeInfluence;
  const performance = (id: PoolId, stake: bigint): number =>
    stake === 0n
      ? 0
      : (blocksCurrent.get(id) ?? 0) / ((Number(stake) / Number(active)) * Number(expectedBlocks(network)));
  return {
    desiredNumberOfStakePools: parameters.optimalPoolCount,
    stakePoolPledgeInfluence: ratioText(numerator, denominator),
    totalRewardsInEpoch: ada(pending.available),
    activeStakeInEpoch: ada(active),
    totalStakeInEpoch: ada(totalStakeOf(ledger, network)),
    stakePools: byPool(set.pools, ({ cost, margin, pledge }, id) => ({
      id: encodePoolId(id),
      stake: ada(stakes.get(id) ?? 0n),
      ownerStake: ada(ownerStake(set, id)),
      approximatePerformance: performance(id, stakes.get(id) ?? 0n),
      parameters: { cost: ada(cost), margin: ratioText(margin.numerator, margin.denominator), pledge: ada(pledge) },
    })),
  };
}

function expectedBlocks({ activeSlotCoefficient: { numerator, denominator }, epochLength }: Network): bigint {
  return (numerator * BigInt(epochLength)) / denominator;
}

const sumOf = (stakes: ReadonlyMap<PoolId, bigint>): bigint => [...stakes.values()].reduce((sum, one) => sum + one, 0n);
