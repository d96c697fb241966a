import type { Network } from '@pooltool/domain';
import { type RewardSettlement, settleRewards } from '@pooltool/domain/rewards';
import { type Asset, defineAsset, meta, need } from '@pooltool/pipeline';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { saveRewards } from '@pooltool/store';
import { blockMakersInSnapshot } from '../block-makers-check.ts';
import { type EarnedRewards, earnedRewards, toSave } from '../earned-rewards.ts';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { nodeUpdateDifferences } from '../node-update.ts';
import { patient } from '../patience.ts';
import { loadPayout, type Payout } from '../payout.ts';
import { potsCheck } from '../pots-check.ts';
import { type EarnedEpoch, loadEarnedEpoch } from '../reward-inputs.ts';
import { lovelaceShown, rewardsShown } from '../shown.ts';

interface Loaded {
  readonly epoch: EarnedEpoch;
  readonly payout: Payout;
}

interface Settled extends EarnedRewards {
  readonly settlement: RewardSettlement;
}

/** The rewards earned in the partition's epoch after their payout: where every lovelace went. */
export const rewards = ({ network, objects }: { network: Network; objects: ObjectStore }): Asset =>
  defineAsset<Loaded, Settled>({
    name: 'rewards',
    description: 'The rewards earned in the epoch, paid: where every lovelace went',
    partitions: epochs,
    retry: patient,
    heavy: true,
    needs: [need('stake_snapshot'), need('epoch_params', { from: 1, to: 2 })],
    load: async ({ pool, partition }) => {
      const earned = epochOf(partition);
      const epoch = await loadEarnedEpoch(pool, { network, earned });
      return { epoch, payout: await loadPayout(pool, { objects, network, earned, snapshot: epoch.inputs.snapshot }) };
    },
    compute: ({ epoch, payout }) => {
      const earned = earnedRewards(epoch);
      return { ...earned, settlement: settled(earned, payout) };
    },
    save: async (tx, computed) => {
      await saveRewards(tx, { ...toSave(computed), settlement: computed.settlement });
    },
    metadata: ({ rewards, settlement }, { payout }) => ({
      ...rewardsShown(rewards),
      paid_to_accounts: lovelaceShown(settlement.paidToAccounts),
      unregistered_to_treasury: lovelaceShown(settlement.unclaimed),
      unregistered: meta.count(payout.unregistered.length),
      registrations_as_of: meta.text(
        payout.placed ? 'the boundary' : 'the dump: our chain does not lead from the boundary to it',
      ),
    }),
    checks: [
      {
        name: 'who made blocks is in the snapshot',
        severity: 'blocking',
        check: ({ loaded: { epoch } }) => blockMakersInSnapshot(epoch.inputs),
      },
      {
        name: "equals the node's own reward update",
        severity: 'blocking',
        check: ({ loaded: { epoch }, computed: { rewards } }) =>
          nodeUpdateDifferences(epoch.arrival.rewardUpdate, rewards),
      },
      {
        name: 'reserves after the payout',
        severity: 'blocking',
        check: ({ loaded: { payout }, computed: { settlement } }) =>
          potsCheck('reserves', { ledger: payout.arrival, ours: settlement.potsNext }),
      },
      {
        name: 'treasury after the payout',
        severity: 'warning',
        check: ({ loaded: { payout }, computed: { settlement } }) =>
          potsCheck('treasury', { ledger: payout.arrival, ours: settlement.potsNext }),
      },
    ],
  });

const settled = (
  { epoch, rewards }: EarnedRewards,
  { unregistered, unregisteredAtCalculation }: Payout,
): RewardSettlement =>
  settleRewards({
    rewards,
    snapshot: epoch.inputs.snapshot,
    treasury: epoch.pots.treasury,
    unregistered,
    unregisteredAtCalculation,
  });
