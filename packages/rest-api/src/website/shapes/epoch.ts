import { type Epoch, expectedBlocks, type Network, slotStartMs } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { EpochSums } from '@pooltool/store/documents';
import { lovelaceNumber } from '../../conventions/amounts.ts';
import { count, epochNumber, milliseconds, record } from '../wire-types.ts';

/** What was counted of an epoch (clients.md 3.1): `epoch_feess` is how the page writes it. */
export const epochSchema = record({
  epoch: epochNumber(),
  epoch_blocks: count('Blocks on our chain so far'),
  epoch_tx_count: count('Transactions in them'),
  epoch_feess: lovelaceNumber('Their fees'),
  fees: lovelaceNumber('The same'),
  epoch_output: lovelaceNumber('Their outputs'),
  last_block_time: milliseconds('When the slot of the last one began; 0 before the first'),
  expected_blocks: count('As many as are expected of a whole epoch'),
});

/** An epoch without a block of ours has none. */
export const epochShape = (of: Epoch, sums: EpochSums | undefined, network: Network): JsonObject => ({
  epoch: of,
  epoch_blocks: sums?.blocks ?? 0,
  epoch_tx_count: sums?.transactions ?? 0,
  epoch_feess: sums?.fees ?? 0,
  fees: sums?.fees ?? 0,
  epoch_output: sums?.output ?? 0,
  last_block_time: sums === undefined ? 0 : slotStartMs(network, sums.lastSlot),
  expected_blocks: expectedBlocks(network),
});

export const EPOCH_EXAMPLE = {
  epoch: 612,
  epoch_blocks: 6_134,
  epoch_tx_count: 96_201,
  epoch_feess: 33_104_511_209,
  fees: 33_104_511_209,
  epoch_output: 8_403_221_554_310_227,
  last_block_time: 1_771_689_747_000,
  expected_blocks: 21_600,
};
