import { epochAtTime, type Network, unixMs } from '@pooltool/domain';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { EpochTeller } from './ledger-source.ts';

/** Where nobody can be asked: by genesis, an epoch begins at its time, whether the node has a block of it yet or not. */
export const calendarTeller = (network: Network, clock: Clock): EpochTeller => ({
  epoch: async () => epochAtTime(network, unixMs(clock.now())),
});
