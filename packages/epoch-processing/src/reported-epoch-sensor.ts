import { type Network, ORPHAN_CERTAIN_AFTER, type Tip } from '@pooltool/domain';
import { defineSensor, type Sensor, type SensorRequest } from '@pooltool/pipeline';
import { CHAIN_FEED, chainReach, type ReportedEpoch, readSyncPoint, reportedEpochs } from '@pooltool/store';
import { epochs } from './epoch-partitions.ts';

const EPOCHS_AT_ONCE = 20;

/**
 * Asks for an epoch's propagation once its last block is so deep that orphans below it are certain; once more if a roll
 * backward changed the epoch after all; and a last time when none can any more, for the reports that came late. The cursor
 * is the last epoch that was asked for a last time.
 */
export const reportedEpochSensor = ({ network }: { readonly network: Network }): Sensor =>
  defineSensor({
    name: 'reported_epoch',
    description: 'An epoch of which tips were reported has ended, and its blocks stand',
    intervalMs: 15_000,
    evaluate: async ({ cursor, pool }) => {
      const tip = await readSyncPoint(pool, CHAIN_FEED);
      const reach = await chainReach(pool);
      if (tip === null || reach === null) return { skipReason: 'no chain is followed' };
      const ended = await reportedEpochs(pool, {
        after: cursor === null ? -1 : Number(cursor),
        before: reach.newestEpoch,
        limit: EPOCHS_AT_ONCE,
      });
      const deep = ended.filter(({ lastHeight }) => isUnder(tip, lastHeight, ORPHAN_CERTAIN_AFTER));
      const last = deep.filter(({ lastHeight }) => isUnder(tip, lastHeight, network.securityParameter)).at(-1);
      return {
        requests: deep.flatMap((one) => requestsOf(one, last)),
        ...(last === undefined ? {} : { cursor: `${last.epoch}` }),
        skipReason: 'no reported epoch has ended, or changed, since',
      };
    },
  });

const isUnder = (tip: Tip, height: number, depth: number): boolean => tip.height >= height + depth;

const requestsOf = (one: ReportedEpoch, last: ReportedEpoch | undefined): SensorRequest[] => [
  {
    asset: 'propagation',
    partition: epochs.key(one.epoch),
    runKey: `${one.lastHash} ${last !== undefined && one.epoch <= last.epoch ? 'for good' : 'so far'}`,
  },
];
