import type { EpochPropagation } from '@pooltool/domain';
import { type Asset, defineAsset, meta } from '@pooltool/pipeline';
import { countPropagation, dropReports, savePropagation } from '@pooltool/store';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { patient } from '../patience.ts';

/**
 * How fast the epoch's blocks travelled from pool to pool. It has no needs: `reportedEpochSensor` asks for it when the
 * epoch's blocks stand. An epoch of which nobody reported anything is not asked for and stays missing: a chain without tips
 * has an empty row, not a green one that says nothing.
 */
export const propagation = ({ keepReportEpochs }: { readonly keepReportEpochs?: number | undefined }): Asset =>
  defineAsset<EpochPropagation, EpochPropagation>({
    name: 'propagation',
    description: "How fast the epoch's blocks travelled: histograms of delays by producer and by receiver",
    partitions: epochs,
    retry: patient,
    load: ({ pool, partition }) => countPropagation(pool, epochOf(partition)),
    compute: (counted) => counted,
    save: async (tx, counted, { log }) => {
      await savePropagation(tx, counted);
      if (keepReportEpochs === undefined) return;
      const claims = await dropReports(tx, keepReportEpochs);
      if (claims > 0) log.info({ claims }, 'propagation.reports-dropped');
    },
    metadata: ({ blocks, reportedBlocks, pools }) => {
      const receivers = pools.filter(({ side }) => side === 'receiver');
      return {
        blocks: meta.count(blocks),
        reported_blocks: meta.count(reportedBlocks),
        producers: meta.count(pools.length - receivers.length),
        receivers: meta.count(receivers.length),
        delays: meta.count(receivers.reduce((sum, { datapoints }) => sum + datapoints, 0)),
        outliers: meta.count(receivers.reduce((sum, { outliers }) => sum + outliers, 0)),
      };
    },
  });
