import type { Network } from '../network/network.ts';
import { pointText } from '../units/point.ts';
import type { Block, TransactionOutput } from './block.ts';

/**
 * Why a block cannot be of this network, or null when nothing speaks against it: an address for another network (the
 * ledger lets none into an output, rule WrongNetwork), or an era that this network was not in at that slot. An empty
 * block tells nothing of where it is from; then only its parent does.
 */
export function foreignTo(network: Network, block: Block): string | null {
  const firstShelleySlot = network.byron?.firstShelleySlot ?? 0;
  if ((block.era === 'byron') !== block.slot < firstShelleySlot) {
    return `block ${pointText(block)} is of ${block.era}, and on ${network.name} Shelley begins at slot ${firstShelleySlot}`;
  }
  for (const { id, outputs, collateralReturn } of block.transactions) {
    const foreign = outputs.find(isForeign) ?? (collateralReturn !== null && isForeign(collateralReturn));
    if (foreign) {
      return `block ${pointText(block)} pays in transaction ${id} to an address of another network than ${network.name}`;
    }
  }
  return null;

  function isForeign({ address }: TransactionOutput): boolean {
    return !isByron(address) && Number.parseInt(address.charAt(1), 16) !== network.address.networkId;
  }
}

/** By the upper half of an address's first byte (CIP-19); Byron's say their network elsewhere, and only on testnets. */
const isByron = (address: string): boolean => address.startsWith('8');
