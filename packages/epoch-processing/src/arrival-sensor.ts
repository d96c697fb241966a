import type { Epoch } from '@pooltool/domain';
import { defineSensor, type Sensor, type SensorRequest } from '@pooltool/pipeline';
import { arrivalsAfter, LEDGER_ARRIVED, newestFollowedEpoch, type RecordedArrival } from '@pooltool/store';
import { epochs } from './epoch-partitions.ts';

/**
 * Asks for what a ledger arrival brings. While a chain is followed, an arrival waits until the chain has reached its
 * epoch: only then can its figures be checked against what we counted.
 */
export const arrivalSensor = (): Sensor =>
  defineSensor({
    name: 'ledger_arrival',
    description: 'A ledger dump has arrived from the CNODE server',
    intervalMs: 2_000,
    wakeOn: LEDGER_ARRIVED,
    evaluate: async ({ cursor, pool }) => {
      const arrivals = await arrivalsAfter(pool, BigInt(cursor ?? '0'));
      const reached = readyOnes(arrivals, await newestFollowedEpoch(pool));
      const last = reached.at(-1);
      if (last === undefined) return { skipReason: skipReason(arrivals) };
      return { requests: reached.flatMap(requestsOf), cursor: `${last.sequence}` };
    },
  });

/** Those that may be worked on, up to the first that has to wait: the cursor must not pass it. */
function readyOnes(arrivals: readonly RecordedArrival[], followed: Epoch | null): readonly RecordedArrival[] {
  const waiting = arrivals.findIndex(({ arrival }) => followed !== null && arrival.epoch > followed);
  return waiting === -1 ? arrivals : arrivals.slice(0, waiting);
}

const requestsOf = ({ arrival }: RecordedArrival): SensorRequest[] => [
  { asset: 'epoch_params', partition: epochs.key(arrival.epoch) },
  ...arrival.snapshots.map(({ activeEpoch }) => ({ asset: 'stake_snapshot', partition: epochs.key(activeEpoch) })),
];

const skipReason = ([first]: readonly RecordedArrival[]): string =>
  first === undefined
    ? 'nothing has arrived since'
    : `the dump of epoch ${first.arrival.epoch} waits until the chain we follow gets there`;
