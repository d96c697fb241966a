import { CREDENTIAL_TAG, type PoolId, poolId, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { blake2b224, blake2b256, fromHex, toHex } from '@pooltool/shared-utils/crypto';
import type { Random } from './random.ts';

/** A holder of money: where it receives, and who it delegates as. */
export interface Wallet {
  readonly credential: StakeCredential;
  /** raw base address, hex */
  readonly address: string;
}

/** Who makes blocks: cold and VRF keys. There are no private ones; signatures are chance bytes of the right size. */
export interface PoolKeys {
  readonly poolId: PoolId;
  readonly coldKey: Uint8Array;
  readonly vrfKey: Uint8Array;
  /** hex */
  readonly vrfKeyHash: string;
}

const TESTNET = 0;
const BASE_ADDRESS_OF_KEYS = 0x00;
const STAKE_IS_SCRIPT = 0x20;
const REWARD_OF_KEY = 0xe0;
const REWARD_OF_SCRIPT = 0xf0;
const ENTERPRISE_ADDRESS = 0x60;

export function newWallet(random: Random, kind: 'key' | 'script'): Wallet {
  const payment = blake2b224(random.bytes(32));
  const stake = blake2b224(random.bytes(32));
  const header = BASE_ADDRESS_OF_KEYS | (kind === 'script' ? STAKE_IS_SCRIPT : 0) | TESTNET;
  return {
    credential: stakeCredential(kind, toHex(stake)),
    address: toHex(Uint8Array.of(header, ...payment, ...stake)),
  };
}

/** An address without a stake part: its money delegates to nobody. */
export const enterpriseAddress = (random: Random): string =>
  toHex(Uint8Array.of(ENTERPRISE_ADDRESS | TESTNET, ...blake2b224(random.bytes(32))));

export function newPoolKeys(random: Random): PoolKeys {
  const coldKey = random.bytes(32);
  const vrfKey = random.bytes(32);
  return {
    poolId: poolId(toHex(blake2b224(coldKey))),
    coldKey,
    vrfKey,
    vrfKeyHash: toHex(blake2b256(vrfKey)),
  };
}

/** Who an address delegates as; null when it has no stake part. */
export function stakeOfAddress(address: string): StakeCredential | null {
  const header = Number.parseInt(address.slice(0, 2), 16);
  if (header >> 4 > 3) return null;
  return stakeCredential((header & STAKE_IS_SCRIPT) === 0 ? 'key' : 'script', address.slice(58, 114));
}

/** The 29 bytes of a reward account. */
export const rewardAccountBytes = ({ kind, hash }: StakeCredential): Uint8Array =>
  Uint8Array.of((kind === 'key' ? REWARD_OF_KEY : REWARD_OF_SCRIPT) | TESTNET, ...fromHex(hash));

/** [0 key | 1 script, hash] */
export const credentialItems = ({ kind, hash }: StakeCredential): readonly [number, Uint8Array] => [
  CREDENTIAL_TAG[kind],
  fromHex(hash),
];
