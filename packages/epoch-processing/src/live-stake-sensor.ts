import { defineSensor, type Sensor, WHOLE } from '@pooltool/pipeline';
import { LIVE_STAKE_ARRIVED, readLiveArrival } from '@pooltool/store';

/** Asks for the live stake when a newer one has arrived. The chain we follow may be behind it: it is of the node's ledger alone. */
export const liveStakeSensor = (): Sensor =>
  defineSensor({
    name: 'live_stake_arrival',
    description: 'Live stake has arrived from the CNODE server',
    intervalMs: 1_000,
    wakeOn: LIVE_STAKE_ARRIVED,
    evaluate: async ({ cursor, pool }) => {
      const arrived = await readLiveArrival(pool);
      if (arrived === null || `${arrived.sequence}` === cursor) return { skipReason: 'nothing has arrived since' };
      return { requests: [{ asset: 'live_stake', partition: WHOLE }], cursor: `${arrived.sequence}` };
    },
  });
