import type { Network } from '@pooltool/domain';
import { type Asset, defineAsset, need } from '@pooltool/pipeline';
import { saveRewards } from '@pooltool/store';
import { blockMakersInSnapshot } from '../block-makers-check.ts';
import { type EarnedRewards, earnedRewards, toSave } from '../earned-rewards.ts';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { nodeUpdateDifferences } from '../node-update.ts';
import { patient } from '../patience.ts';
import { type EarnedEpoch, loadEarnedEpoch } from '../reward-inputs.ts';
import { rewardsShown } from '../shown.ts';

/**
 * The rewards earned in the partition's epoch, while the next one runs. Every amount is exact already; open is only who
 * will still be registered at the payout.
 */
export const rewardsForecast = ({ network }: { network: Network }): Asset =>
  defineAsset<EarnedEpoch, EarnedRewards>({
    name: 'rewards_forecast',
    description: 'The rewards earned in the epoch, exact but for who is registered at the payout',
    partitions: epochs,
    retry: patient,
    heavy: true,
    needs: [need('stake_snapshot'), need('epoch_params', { offset: 1 })],
    load: ({ pool, partition }) => loadEarnedEpoch(pool, { network, earned: epochOf(partition) }),
    compute: earnedRewards,
    save: async (tx, computed, { partition, log }) => {
      const { saved } = await saveRewards(tx, { ...toSave(computed), settlement: null });
      if (!saved) log.info({ epoch: partition }, 'rewards.final-already');
    },
    metadata: ({ rewards }) => rewardsShown(rewards),
    checks: [
      {
        name: 'who made blocks is in the snapshot',
        severity: 'blocking',
        check: ({ loaded: { inputs } }) => blockMakersInSnapshot(inputs),
      },
      {
        name: "equals the node's own reward update",
        severity: 'blocking',
        check: ({ loaded: { arrival }, computed: { rewards } }) => nodeUpdateDifferences(arrival.rewardUpdate, rewards),
      },
    ],
  });
