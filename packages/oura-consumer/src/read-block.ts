import { decodeBlock, demandBodyHash } from '@pooltool/codec';
import { type Block, foreignTo, type Network } from '@pooltool/domain';
import { blockClaimWrong, blockForeign, blockHashWrong } from './errors.ts';
import type { Claimed } from './feed-message.ts';

/**
 * A block as bytes, decoded and held against everything one can know without our chain: its body against its header,
 * what the feed says of it, and our network.
 * @throws POOLTOOL_BLOCK_UNREADABLE, POOLTOOL_BLOCK_BODY_WRONG, POOLTOOL_BLOCK_HASH_WRONG, POOLTOOL_BLOCK_CLAIM_WRONG,
 *   POOLTOOL_BLOCK_FOREIGN (reject)
 */
export function readBlock(
  network: Network,
  { bytes, claimed }: { readonly bytes: Uint8Array; readonly claimed: Claimed | null },
): Block {
  const { byron } = network;
  const block = decodeBlock(bytes, byron === null ? {} : { byronEpochSlots: byron.epochLength });
  if (claimed !== null) demandAsClaimed(block, claimed);
  demandBodyHash(bytes);
  return ofNetwork(network, block);
}

/** @throws POOLTOOL_BLOCK_FOREIGN (reject) */
export function ofNetwork(network: Network, block: Block): Block {
  const says = foreignTo(network, block);
  if (says !== null) throw blockForeign({ message: says, details: { network: network.name, era: block.era } });
  return block;
}

function demandAsClaimed(block: Block, { hash, slot, height }: Claimed): void {
  if (hash !== null && hash !== block.hash) {
    throw blockHashWrong({ message: `the event says ${hash}, its block's header hashes to ${block.hash}` });
  }
  if ((slot !== null && slot !== block.slot) || (height !== null && height !== block.height)) {
    throw blockClaimWrong({
      message: `the event says slot ${slot ?? '-'} and height ${height ?? '-'}, its block ${block.hash} says ${block.slot} and ${block.height}`,
      details: { claimed: { slot, height }, slot: block.slot, height: block.height },
    });
  }
}
