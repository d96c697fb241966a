import { type Network, slotStartMs, subjectOf } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { type EpochSums, epochSums } from '@pooltool/store/documents';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

export const epoch = family({
  kind: 'epoch',
  read: subjectOf.epoch,
  load: epochSums,
  draw: (of, sums, network) => {
    const found = sums.get(of);
    return oneValue(`epochs/${of}`, found === undefined ? null : epochRecord(found, network));
  },
});

/** clients.md 1.1; lovelace, bytes, milliseconds. */
export const epochRecord = (sums: EpochSums, network: Network): JsonObject => ({
  epoch: sums.epoch,
  blocks: sums.blocks,
  blocksGenesis: 0,
  transactions: sums.transactions,
  fees: sums.fees,
  totalOutput: sums.output,
  epochCborSize: sums.size,
  lastBlockTime: slotStartMs(network, sums.lastSlot),
});
