import { epochsPerYear, type Network } from '@pooltool/domain';
import { type Averages, averagesOf, LONGEST_WINDOW, WINDOWS } from '@pooltool/domain/rewards';
import { type Asset, defineAsset, meta, need } from '@pooltool/pipeline';
import {
  type AveragesToSave,
  loadSummedHistories,
  poolsNotSummedRight,
  type SummedHistories,
  saveAverages,
} from '@pooltool/store';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { inputsMissing } from '../errors.ts';
import { patient } from '../patience.ts';
import { lovelaceShown } from '../shown.ts';

interface Loaded {
  readonly earned: AveragesToSave['earned'];
  readonly histories: SummedHistories;
}

/**
 * What pools and the network earned in the last 1, 6, 12 and 73 epochs and in their lives, up to the partition's. It goes on
 * from the running sums of the epochs before, so whatever changes an earlier epoch's rewards makes this one stale.
 */
export const averages = ({ network }: { network: Network }): Asset =>
  defineAsset<Loaded, AveragesToSave>({
    name: 'averages',
    description: 'What pools and the network earned in the last 1, 6, 12 and 73 epochs and in their lives',
    partitions: epochs,
    retry: patient,
    needs: [need('rewards'), need('averages', { from: -LONGEST_WINDOW, to: -1, optional: true })],
    load: async ({ pool, partition }) => {
      const earned = epochOf(partition);
      const histories = await loadSummedHistories(pool, earned);
      if (histories === null) throw inputsMissing({ message: `the rewards of epoch ${earned} are not paid` });
      return { earned, histories };
    },
    compute: ({ earned, histories: { since, pools, networkBefore } }) => {
      const found = averagesOf({ earned, pools, networkBefore, epochsPerYear: epochsPerYear(network) });
      return { earned, since, network: found.network, pools: named(pools, found.pools) };
    },
    save: (tx, computed) => saveAverages(tx, computed),
    metadata: ({ network, pools, since }) => ({
      pools: meta.count(pools.length),
      epochs: meta.count(network.lifetime.epochs),
      since: meta.count(since),
      stake: lovelaceShown(network[1].stake),
      delegators_rewards: lovelaceShown(network[1].delegatorsReward),
      operator_fees: lovelaceShown(network[1].operatorFees),
      ...Object.fromEntries(WINDOWS.map((window) => [`ros_${window}`, meta.number(network[window].ros)])),
      ros_lifetime: meta.number(network.lifetime.ros),
    }),
    checks: [
      {
        name: "the last year's sums are those of its rewards",
        severity: 'blocking',
        check: async ({ computed: { earned }, tx }) => {
          const differs = await poolsNotSummedRight(tx, earned);
          return { passed: differs.length === 0, detail: { differs } };
        },
      },
    ],
  });

const named = (pools: SummedHistories['pools'], averages: readonly Averages[]): AveragesToSave['pools'] =>
  pools.flatMap(({ poolId }, index) => {
    const found = averages[index];
    return found === undefined ? [] : [{ poolId, averages: found }];
  });
