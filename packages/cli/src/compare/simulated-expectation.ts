import { parseRatio } from '@pooltool/domain';
import type { ExpectedEpoch, ExpectedSnapshot } from '@pooltool/simulator';
import type { Fact } from './facts.ts';
import { ledgerFacts } from './ledger-facts.ts';
import type { ExpectedLedger } from './recorded-expectation.ts';

/**
 * What the simulator's own ledger, which computes rewards the slow literal way, says at the end of each epoch.
 * `slot`: of the epoch's last block, after which the dump is taken.
 */
export function simulatedExpectation(
  epochs: readonly { readonly expected: ExpectedEpoch; readonly slot: number }[],
): ExpectedLedger[] {
  return epochs.map(({ expected, slot }, index) => ({
    epoch: expected.epoch,
    slot,
    facts: [
      ...epochFacts(expected),
      ...completeFacts(epochs[index - 1]?.expected),
      ...rewardFacts(expected),
      ...payoutFacts(expected),
    ],
  }));
}

function epochFacts(expected: ExpectedEpoch): Fact[] {
  const { epoch } = expected;
  return [
    ledgerFacts.blocksInDump(
      epoch,
      Object.values(expected.blocks).reduce((sum, made) => sum + made, 0),
    ),
    ...Object.entries(expected.blocks).map(([pool, made]) => ledgerFacts.blocksUpToDump(epoch, pool, made)),
    ledgerFacts.reserves(epoch, BigInt(expected.reserves)),
    ledgerFacts.treasury(epoch, BigInt(expected.treasury)),
    ledgerFacts.accounts(epoch, expected.accounts),
    ledgerFacts.balances(epoch, BigInt(expected.balances)),
    ...snapshotFacts(epoch + 1, expected.mark),
    ...snapshotFacts(epoch, expected.set),
    ...(epoch === 0 ? [] : snapshotFacts(epoch - 1, expected.go)),
  ];
}

/** Of the epoch before, which the dump tells whole. */
function completeFacts(before: ExpectedEpoch | undefined): Fact[] {
  if (before === undefined) return [];
  const fees = BigInt(before.fees);
  return [
    ...Object.entries(before.blocks).flatMap(([pool, made]) => [
      ledgerFacts.ledgerBlocks(before.epoch, pool, made),
      ledgerFacts.followedBlocks(before.epoch, pool, made),
    ]),
    ledgerFacts.ledgerFees(before.epoch, fees),
    ledgerFacts.followedFees(before.epoch, fees),
  ];
}

function snapshotFacts(active: number, { delegations, pools }: ExpectedSnapshot): Fact[] {
  return [
    ...delegations.map((row) => ledgerFacts.stake(active, { ...row, stake: BigInt(row.stake) })),
    ...Object.entries(pools).map(([poolId, pool]) =>
      ledgerFacts.snapshotPool(active, {
        ...pool,
        poolId,
        pledge: BigInt(pool.pledge),
        cost: BigInt(pool.cost),
        margin: parseRatio(pool.margin),
      }),
    ),
  ];
}

function rewardFacts({ rewards }: ExpectedEpoch): Fact[] {
  if (rewards === null) return [];
  const { earnedEpoch: earned } = rewards;
  const incentives = BigInt(rewards.incentives);
  const paid = rewards.accounts
    .map((account) => ({ ...account, amount: BigInt(account.amount) }))
    .filter(({ amount }) => amount > 0n);
  return [
    ledgerFacts.incentives(earned, incentives),
    ledgerFacts.available(earned, BigInt(rewards.available)),
    ledgerFacts.toTreasury(earned, BigInt(rewards.treasuryTax)),
    ledgerFacts.fromReserves(earned, incentives - BigInt(rewards.unearned)),
    ledgerFacts.rewards(earned, paid.length),
    ...paid.map((reward) => ledgerFacts.reward(earned, reward)),
    ...Object.entries(rewards.pools)
      .map(([id, pool]) => ({ id, poolReward: BigInt(pool.poolReward), leaderReward: BigInt(pool.leaderReward) }))
      .filter(({ poolReward, leaderReward }) => poolReward + leaderReward > 0n)
      .map((pool) => ledgerFacts.poolReward(earned, pool.id, pool)),
  ];
}

function payoutFacts({ paid }: ExpectedEpoch): Fact[] {
  if (paid === null) return [];
  return [
    ledgerFacts.settled(paid.earnedEpoch, 'final'),
    ledgerFacts.paidToAccounts(paid.earnedEpoch, BigInt(paid.toAccounts)),
    ...Object.entries(paid.toTreasury).map(([credential, amount]) =>
      ledgerFacts.unclaimed(paid.earnedEpoch, credential, BigInt(amount)),
    ),
  ];
}
