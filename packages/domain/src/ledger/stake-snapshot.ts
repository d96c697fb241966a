import type { CredentialHash, PoolId } from '../units/hashes.ts';
import type { Lovelace } from '../units/lovelace.ts';
import type { Ratio } from '../units/ratio.ts';
import { CREDENTIAL_TAG, credentialKindOf, type StakeCredential, stakeCredential } from '../units/stake-credential.ts';

/** A pool's parameters as a stake snapshot holds them: what its rewards are computed with (rewards.md 1.1). */
export interface SnapshotPool {
  readonly poolId: PoolId;
  readonly pledge: Lovelace;
  readonly cost: Lovelace;
  readonly margin: Ratio;
  readonly rewardAccount: StakeCredential;
  /** Owners are key hashes; a script of equal bytes is not an owner. */
  readonly owners: readonly CredentialHash[];
  /** 64 hex characters: blake2b-256 of the VRF key it is elected with. Absent where the source does not tell */
  readonly vrfKeyHash?: string;
}

/**
 * Who delegates how much to whom, one row a delegator, in columns: 1.3 million rows of mainnet stay in four flat arrays.
 * Row i: `kind[i]` (0 key, 1 script), `hash[28·i … 28·i+27]`, `stake[i]` lovelace, `pool[i]` index into the pools.
 */
export interface Delegators {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly hash: Uint8Array;
  readonly stake: BigUint64Array;
  readonly pool: Uint32Array;
}

/** The stake that elects leaders, and earns, in one active epoch. Every delegator's pool is one of `pools`. */
export interface StakeSnapshot {
  readonly pools: readonly SnapshotPool[];
  readonly delegators: Delegators;
}

export const HASH_BYTES = 28;

export function emptyDelegators(count: number): Delegators {
  return {
    count,
    kind: new Uint8Array(count),
    hash: new Uint8Array(count * HASH_BYTES),
    stake: new BigUint64Array(count),
    pool: new Uint32Array(count),
  };
}

/** The hash of row `row` as hex. */
export const delegatorHash = ({ hash }: Delegators, row: number): string =>
  bytesToHex(hash.subarray(row * HASH_BYTES, (row + 1) * HASH_BYTES));

/** The credential of row `row`. */
export const delegatorCredential = (delegators: Delegators, row: number): StakeCredential =>
  stakeCredential(credentialKindOf(delegators.kind[row] ?? -1), delegatorHash(delegators, row));

/** Writes row `row`; the columns are filled once, where they are made, and only read afterwards. */
export function setDelegator(
  { kind, hash, stake, pool }: Delegators,
  row: number,
  given: { credential: StakeCredential; stake: bigint; pool: number },
): void {
  kind[row] = CREDENTIAL_TAG[given.credential.kind];
  writeHex(hash, row * HASH_BYTES, given.credential.hash);
  stake[row] = given.stake;
  pool[row] = given.pool;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function bytesToHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Lower-case hex, as a credential's constructor has seen to. */
function writeHex(target: Uint8Array, at: number, hex: string): void {
  for (let i = 0; i < hex.length; i += 2) {
    target[at + i / 2] = (digit(hex.charCodeAt(i)) << 4) | digit(hex.charCodeAt(i + 1));
  }
}

const digit = (code: number): number => (code < 97 ? code - 48 : code - 87);
