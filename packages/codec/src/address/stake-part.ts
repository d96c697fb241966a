import { readStakePart, type StakePart } from '@pooltool/domain';
import { addressInvalid } from '../errors.ts';

export type { StakePart };

/**
 * The stake part of an address given as hex, for an address that must be one.
 *
 * @throws POOLTOOL_ADDRESS_INVALID for a kind of address that does not exist, or one cut short
 */
export function stakePartOf(address: string): StakePart {
  const part = readStakePart(address);
  if (part !== null) return part;
  throw addressInvalid({
    message: `no address of ${address.length / 2} bytes begins with ${address.slice(0, 2) || 'nothing'}`,
    details: { address },
  });
}
