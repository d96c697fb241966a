import { type Contest, type Network, slotStartMs } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { BlockRow } from '../../documents/read-blocks.ts';
import { leaderWords, NO_WORDS } from '../../pools/pool-words.ts';
import { BYRON } from './byron.ts';

/**
 * The record of clients.md 1.4. `slot` counts from the epoch's beginning, `cslot` from the chain's; amounts are lovelace,
 * sizes bytes. The app needs a number in every field: 0 where nobody told (fees in Byron, the size without CBOR). A block that won
 * a battle says so once that is settled.
 */
export const blockRecord = (block: BlockRow, network: Network, contest?: Contest): JsonObject => ({
  block: block.height,
  epoch: block.epoch,
  slot: block.epochSlot,
  cslot: block.slot,
  time: slotStartMs(network, block.slot),
  hash: block.hash,
  leaderPoolId: block.pool ?? BYRON,
  ...leaderWords(NO_WORDS),
  transactions: block.transactions,
  fees: block.fees ?? 0n,
  output: block.output,
  size: block.bodySize,
  cbor_size_bytes: block.size ?? 0,
  ex_units_mem: block.memoryUnits,
  ex_units_steps: block.stepUnits,
  ...(contest !== undefined && isWonBy(contest, block)
    ? { classification: contest.classification, slotBattle: contest.isSlotBattle }
    : {}),
});

const isWonBy = ({ settled, classification, candidates }: Contest, { hash }: BlockRow): boolean =>
  settled &&
  classification !== null &&
  candidates.some((candidate) => candidate.hash === hash && candidate.chained === true && candidate.kinds.length > 0);
