import { defineSensor, type Sensor, type SensorRequest } from '@pooltool/pipeline';
import { arrivalsAfter, chainReach, LEDGER_ARRIVED, type RecordedArrival } from '@pooltool/store';
import { isReady } from './dump-place.ts';
import { epochs } from './epoch-partitions.ts';

/**
 * Asks for what a ledger arrival brings. While a chain is followed, an arrival waits until the chain has reached the
 * block after which the dump was taken: only then can its figures be checked against what we counted, and the accounts
 * of a payout be traced back to the boundary. Those that wait hold up no others.
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
      const firstWaiting = arrivals.findIndex(({ arrival }) => !isReady(arrival, reach));
      const ready = arrivals.filter(({ arrival }) => isReady(arrival, reach));
      // The cursor must not pass one that waits; of those behind it the run keys tell which were asked for already.
      const passed = firstWaiting === -1 ? arrivals : arrivals.slice(0, firstWaiting);
      const last = passed.at(-1);
      return {
        requests: ready.flatMap(requestsOf),
        ...(last === undefined ? {} : { cursor: `${last.sequence}` }),
        skipReason: skipReason(arrivals[firstWaiting]),
      };
    },
  });

const requestsOf = ({ arrival, sequence }: RecordedArrival): SensorRequest[] =>
  [
    { asset: 'epoch_params', partition: epochs.key(arrival.epoch) },
    ...arrival.snapshots.map(({ activeEpoch }) => ({ asset: 'stake_snapshot', partition: epochs.key(activeEpoch) })),
  ].map((place) => ({ ...place, runKey: `${sequence} ${place.asset}/${place.partition}` }));

const skipReason = (waiting: RecordedArrival | undefined): string =>
  waiting === undefined
    ? 'nothing has arrived since'
    : `the dump of epoch ${waiting.arrival.epoch} waits until the chain we follow gets to its block ${waiting.arrival.blocksCurrent} of that epoch`;
