import type { LedgerArrival, Slot } from '@pooltool/domain';
import type { ChainReach } from '@pooltool/store';

/**
 * Where a dump was taken: it says after how many blocks of its epoch (`blocksCurrent`), and our own chain knows when it
 * has as many. Before Babbage's d = 0 the ledger left out the blocks of the genesis delegates, so that our chain may
 * seem to be there some blocks early.
 */
type DumpPlace = Pick<LedgerArrival, 'epoch' | 'blocksCurrent'>;

const isReached = ({ newestEpoch, newestBlocks }: ChainReach, { epoch, blocksCurrent }: DumpPlace): boolean =>
  newestEpoch > epoch || (newestEpoch === epoch && newestBlocks >= blocksCurrent);

/** Our chain has every block from `from` to the dump. */
export const leadsToDump = (
  reach: ChainReach,
  { from, arrival }: { readonly from: Slot; readonly arrival: DumpPlace },
): boolean => (reach.fromGenesis || reach.firstSlot <= from) && isReached(reach, arrival);

/** Our chain is in the dump's epoch or beyond, so that the epoch before can be compared; without a chain nothing can be. */
export const mayBegin = ({ epoch }: DumpPlace, reach: ChainReach | null): boolean =>
  reach === null || reach.newestEpoch >= epoch;

/** Nothing is gained by waiting: our chain is there, or there is none, or it began inside that epoch and cannot count it. */
export const isSettled = (dump: DumpPlace, reach: ChainReach | null): boolean =>
  reach === null ||
  isReached(reach, dump) ||
  (reach.newestEpoch === dump.epoch && reach.firstEpoch === dump.epoch && !reach.fromGenesis);
