import type { Lovelace } from '../units/lovelace.ts';
import type { Ratio } from '../units/ratio.ts';
import type { Epoch, Slot, UnixMs } from '../units/time.ts';

/** The years before Shelley: slower slots, shorter epochs by count, no pools. */
export interface ByronPart {
  /** slots */
  readonly epochLength: number;
  readonly slotLengthMs: number;
  readonly firstShelleySlot: Slot;
  readonly firstShelleyEpoch: Epoch;
}

/** What never changes on one chain: how its time runs and what its money is bounded by. */
export interface Network {
  /** lower-case word: mainnet, preprod, preview or the name given to a private one */
  readonly name: string;
  readonly magic: number;
  readonly systemStartMs: UnixMs;
  /** null when the chain began in Shelley or later */
  readonly byron: ByronPart | null;
  /** slots, Shelley on */
  readonly epochLength: number;
  readonly slotLengthMs: number;
  /** [f] the share of slots that have a block */
  readonly activeSlotCoefficient: Ratio;
  /** [k] blocks: no roll backward is deeper */
  readonly securityParameter: number;
  readonly maxLovelaceSupply: Lovelace;
  readonly address: AddressForm;
}

export interface AddressForm {
  /** the network's number in an address's first byte */
  readonly networkId: 0 | 1;
  readonly prefix: 'addr' | 'addr_test';
  readonly stakePrefix: 'stake' | 'stake_test';
}

export const MAINNET_ADDRESS: AddressForm = { networkId: 1, prefix: 'addr', stakePrefix: 'stake' };
export const TESTNET_ADDRESS: AddressForm = { networkId: 0, prefix: 'addr_test', stakePrefix: 'stake_test' };
