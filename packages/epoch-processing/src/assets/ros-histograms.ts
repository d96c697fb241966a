import { type Epoch, epochsPerYear, type Network } from '@pooltool/domain';
import type { HistogramBucket, RosHistograms } from '@pooltool/domain/rewards';
import { type Asset, defineAsset, meta, need } from '@pooltool/pipeline';
import { countReturns, saveRosHistograms } from '@pooltool/store';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { inputsMissing } from '../errors.ts';
import { patient } from '../patience.ts';

interface Counted {
  readonly earned: Epoch;
  readonly histograms: RosHistograms;
}

/** How many of the epoch's pools and accounts had which return on staking. */
export const rosHistograms = ({ network }: { network: Network }): Asset =>
  defineAsset<Counted, Counted>({
    name: 'ros_histograms',
    description: "How many of the epoch's pools and accounts had which return on staking",
    partitions: epochs,
    retry: patient,
    needs: [need('stake_snapshot'), need('rewards')],
    load: async ({ pool, partition }) => {
      const earned = epochOf(partition);
      const histograms = await countReturns(pool, { earned, epochsPerYear: epochsPerYear(network) });
      if (histograms === null)
        throw inputsMissing({ message: `missing: the accounts and paid rewards of epoch ${earned}` });
      return { earned, histograms };
    },
    compute: (counted) => counted,
    save: (tx, computed) => saveRosHistograms(tx, computed),
    metadata: ({ histograms: { pools, accounts } }) => ({
      pools: meta.count(sumOf(pools)),
      accounts: meta.count(sumOf(accounts)),
    }),
  });

const sumOf = (buckets: readonly HistogramBucket[]): number =>
  buckets.reduce((sum, { frequency }) => sum + frequency, 0);
