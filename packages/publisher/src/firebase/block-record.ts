import { type Network, slotStartMs } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { BlockRow } from '@pooltool/store/documents';

/** What the clients call the maker of a Byron block. */
const BYRON = 'byron';

/**
 * The record of clients.md 1.4. `slot` counts from the epoch's beginning, `cslot` from the chain's; amounts are lovelace,
 * sizes bytes. The app needs a number in every field: 0 where nobody told (fees in Byron, the size without CBOR).
 */
export const blockRecord = (block: BlockRow, network: Network): JsonObject => ({
  block: block.height,
  epoch: block.epoch,
  slot: block.epochSlot,
  cslot: block.slot,
  time: slotStartMs(network, block.slot),
  hash: block.hash,
  leaderPoolId: block.pool ?? BYRON,
  // Names come with the pools' metadata; the app wants texts.
  leaderPoolName: '',
  leaderPoolTicker: '',
  transactions: block.transactions,
  fees: block.fees ?? 0n,
  output: block.output,
  size: block.bodySize,
  cbor_size_bytes: block.size ?? 0,
  ex_units_mem: block.memoryUnits,
  ex_units_steps: block.stepUnits,
});
