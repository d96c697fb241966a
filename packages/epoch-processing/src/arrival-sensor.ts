import { defineSensor, type Sensor, type SensorRequest } from '@pooltool/pipeline';
import { arrivalsAfter, type ChainReach, chainReach, LEDGER_ARRIVED, type RecordedArrival } from '@pooltool/store';
import { isSettled, mayBegin } from './dump-place.ts';
import { epochs } from './epoch-partitions.ts';

/**
 * Asks for what a ledger arrival brings as soon as the chain we follow, if any, has reached its epoch: then its figures
 * can be checked against what we counted. A node may dump further on than we have followed. Its parameters are asked for
 * once more when we have the block after which it dumped, because only then the accounts of a payout can be traced back
 * to the boundary. Arrivals that wait hold up no others.
 */
export const arrivalSensor = (): Sensor =>
  defineSensor({
    name: 'ledger_arrival',
    description: 'A ledger dump has arrived from the CNODE server',
    intervalMs: 2_000,
    wakeOn: LEDGER_ARRIVED,
    evaluate: async ({ cursor, pool }) => {
      const arrivals = await arrivalsAfter(pool, BigInt(cursor ?? '0'));
      const reach = await chainReach(pool);
      const begun = arrivals.filter(({ arrival }) => mayBegin(arrival, reach));
      const waiting = arrivals.findIndex(({ arrival }) => !isSettled(arrival, reach));
      // The cursor must not pass one that waits; of those behind it the run keys tell what was asked for already.
      const last = (waiting === -1 ? arrivals : arrivals.slice(0, waiting)).at(-1);
      return {
        requests: begun.flatMap((arrived) => requestsOf(arrived, reach)),
        ...(last === undefined ? {} : { cursor: `${last.sequence}` }),
        skipReason: skipReason(arrivals[waiting]),
      };
    },
  });

const requestsOf = ({ arrival, sequence }: RecordedArrival, reach: ChainReach | null): SensorRequest[] => [
  {
    asset: 'epoch_params',
    partition: epochs.key(arrival.epoch),
    runKey: `${sequence} epoch_params ${isSettled(arrival, reach) ? 'at its block' : 'early'}`,
  },
  ...arrival.snapshots.map(({ activeEpoch }) => ({
    asset: 'stake_snapshot',
    partition: epochs.key(activeEpoch),
    runKey: `${sequence} stake_snapshot/${activeEpoch}`,
  })),
];

const skipReason = (waiting: RecordedArrival | undefined): string =>
  waiting === undefined
    ? 'nothing has arrived since'
    : `the dump of epoch ${waiting.arrival.epoch} was taken after block ${waiting.arrival.blocksCurrent} of that epoch, which we have not followed yet`;
