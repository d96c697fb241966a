/**
 * The epochs before the measured boundary, as the pipeline would have left them in the tables: snapshots, rewards, averages
 * and loyalty of the same accounts, of whom a few move from epoch to epoch. Written by the store's own functions.
 */
import { mulberry32 } from '../../../packages/domain/bench/mulberry32.ts';
import {
  type Accounts,
  type Epoch,
  earnedEpochOfCalculation,
  earnedEpochOfSpendable,
  epochPlus,
  epochsPerYear,
  lovelace,
  mainnet,
  type Pots,
  type StakeSnapshot,
} from '../../../packages/domain/src/index.ts';
import {
  averagesOf,
  computeRewards,
  type EpochRewards,
  poolStakesOf,
  type RewardInputs,
  type RewardSettlement,
  settleRewards,
  unregisteredIn,
} from '../../../packages/domain/src/rewards/index.ts';
import { loyaltyPlan } from '../../../packages/epoch-processing/src/loyalty-plan.ts';
import { inTransaction, type Pool } from '../../../packages/shared-utils/src/pg/index.ts';
import {
  claimNetwork,
  loadSummedHistories,
  readLoyaltyGrounds,
  recordArrival,
  saveAverages,
  saveLedgerFacts,
  saveLoyalty,
  saveRewards,
  saveSnapshot,
} from '../../../packages/store/src/index.ts';
import { arrivalOf, type Boundary } from './dump.ts';
import { DUMPED, oldestOf } from './size.ts';

/** One in fifty delegators goes to another pool in an epoch. */
const MOVING = 0.02;
/** How many epochs loyalty is counted for: one that begins, and two that carry on, so that moves of three are shown. */
const COUNTED = 3;

interface Making {
  readonly inputs: RewardInputs;
  readonly accounts: Accounts;
  readonly paidBefore: number;
  /** whether loyalty is counted; true when absent */
  readonly loyalty?: boolean;
}

export async function makeHistory(
  pool: Pool,
  { inputs, accounts, paidBefore, loyalty = true }: Making,
): Promise<Boundary> {
  await claimNetwork(pool, mainnet);
  const random = mulberry32(7);
  const { snapshot } = inputs;
  const potsBefore: Pots = { reserves: inputs.reserves, treasury: lovelace(1_500_000_000_000_000n) };
  const earnedPaid = earnedEpochOfSpendable(DUMPED);
  const earnedPending = earnedEpochOfCalculation(DUMPED);
  let paid: { rewards: EpochRewards; settlement: RewardSettlement } | null = null;
  let pending: EpochRewards | null = null;
  const settled = (rewards: EpochRewards) =>
    settleRewards({
      rewards,
      snapshot,
      treasury: potsBefore.treasury,
      unregistered: unregisteredIn(snapshot, accounts),
      unregisteredAtCalculation: [],
    });
  for (let at = oldestOf({ paidBefore }); at <= DUMPED; at = epochPlus(at, 1)) {
    await inTransaction(pool, (tx) =>
      saveSnapshot(tx, { activeEpoch: at, snapshot, ...poolStakesOf(snapshot), sha256: '00'.repeat(32) }),
    );
    if (at < DUMPED) await dumpBefore(pool, at, { inputs, pots: potsBefore });
    if (earnedPaid !== null && at < earnedPaid) await payOut(pool, at, { inputs, settled });
    if (at === earnedPaid) {
      const rewards = computeRewards(inputs);
      paid = { rewards, settlement: settled(rewards) };
      const forecast = { earned: at, snapshot, rewards, fees: inputs.fees, settlement: null };
      await inTransaction(pool, (tx) => saveRewards(tx, forecast));
    }
    // Calculated with the pots after the payout.
    if (at === earnedPending && paid !== null) {
      pending = computeRewards({ ...inputs, reserves: paid.settlement.potsNext.reserves });
    }
    if (loyalty && at > DUMPED - COUNTED) await countLoyalty(pool, at);
    moveSome(snapshot, random);
  }
  if (paid === null || pending === null) throw new Error('the history is too short');
  return { inputs, mark: snapshot, potsBefore, pots: paid.settlement.potsNext, pending, paid: paid.rewards };
}

/** The dump taken in an earlier epoch; what it brought is in the tables already. */
async function dumpBefore(pool: Pool, at: Epoch, { inputs, pots }: { inputs: RewardInputs; pots: Pots }) {
  const arrival = arrivalOf(at, { inputs, pots, pending: null });
  await inTransaction(pool, async (tx) => {
    await recordArrival(tx, { arrival, receivedAt: new Date(0) });
    await saveLedgerFacts(tx, arrival);
  });
}

async function payOut(
  pool: Pool,
  earned: Epoch,
  { inputs, settled }: { inputs: RewardInputs; settled: (rewards: EpochRewards) => RewardSettlement },
): Promise<void> {
  const { snapshot, fees } = inputs;
  const rewards = computeRewards(inputs);
  const settlement = settled(rewards);
  await inTransaction(pool, (tx) => saveRewards(tx, { earned, snapshot, rewards, fees, settlement }));
  const histories = await loadSummedHistories(pool, earned);
  if (histories === null) throw new Error(`the rewards of epoch ${earned} are not there`);
  const { since, pools, networkBefore } = histories;
  const found = averagesOf({ earned, pools, networkBefore, epochsPerYear: epochsPerYear(mainnet) });
  const averages = pools.flatMap(({ poolId }, index) => {
    const one = found.pools[index];
    return one === undefined ? [] : [{ poolId, averages: one }];
  });
  await inTransaction(pool, (tx) => saveAverages(tx, { earned, since, network: found.network, pools: averages }));
}

/** Counting begins although a snapshot was before, which the asset itself would refuse: a whole history is not made here. */
async function countLoyalty(pool: Pool, active: Epoch): Promise<void> {
  const grounds = await readLoyaltyGrounds(pool, active);
  const plan = loyaltyPlan(grounds.countedBefore === null ? { ...grounds, snapshotBefore: false } : grounds);
  await inTransaction(pool, (tx) => saveLoyalty(tx, plan));
}

function moveSome({ delegators, pools }: StakeSnapshot, random: () => number): void {
  for (let row = 0; row < delegators.count; row += 1) {
    if (random() / 2 ** 32 >= MOVING) continue;
    delegators.pool[row] = random() % pools.length;
    delegators.stake[row] = (delegators.stake[row] ?? 0n) + BigInt(random());
  }
}
