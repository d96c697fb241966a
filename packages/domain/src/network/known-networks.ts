import { lovelace } from '../units/lovelace.ts';
import { ratio } from '../units/ratio.ts';
import { epoch, slot, unixMs } from '../units/time.ts';
import { MAINNET_ADDRESS, type Network, TESTNET_ADDRESS } from './network.ts';

const MAX_SUPPLY = lovelace(45_000_000_000_000_000n);
const ONE_IN_TWENTY = ratio(1n, 20n);

export const mainnet: Network = {
  name: 'mainnet',
  magic: 764_824_073,
  systemStartMs: unixMs(Date.UTC(2017, 8, 23, 21, 44, 51)),
  byron: {
    epochLength: 21_600,
    slotLengthMs: 20_000,
    firstShelleySlot: slot(4_492_800),
    firstShelleyEpoch: epoch(208),
  },
  epochLength: 432_000,
  slotLengthMs: 1000,
  activeSlotCoefficient: ONE_IN_TWENTY,
  securityParameter: 2160,
  maxLovelaceSupply: MAX_SUPPLY,
  address: MAINNET_ADDRESS,
};

export const preprod: Network = {
  ...mainnet,
  name: 'preprod',
  magic: 1,
  systemStartMs: unixMs(Date.UTC(2022, 5, 1)),
  byron: { epochLength: 21_600, slotLengthMs: 20_000, firstShelleySlot: slot(86_400), firstShelleyEpoch: epoch(4) },
  address: TESTNET_ADDRESS,
};

/** Left Byron at its very first slot. */
export const preview: Network = {
  ...mainnet,
  name: 'preview',
  magic: 2,
  systemStartMs: unixMs(Date.UTC(2022, 9, 25)),
  byron: null,
  epochLength: 86_400,
  securityParameter: 432,
  address: TESTNET_ADDRESS,
};

export const KNOWN_NETWORKS: readonly Network[] = [mainnet, preprod, preview];

/** A private network: what is not said is as on preview. Its address form is the testnets' and it has no Byron years. */
export function customNetwork(
  given: { readonly name: string; readonly magic: number; readonly systemStartMs: number } & Partial<
    Pick<
      Network,
      'epochLength' | 'slotLengthMs' | 'activeSlotCoefficient' | 'securityParameter' | 'maxLovelaceSupply' | 'byron'
    >
  >,
): Network {
  return { ...preview, ...given, systemStartMs: unixMs(given.systemStartMs) };
}
