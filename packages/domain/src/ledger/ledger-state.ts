import type { PoolId } from '../units/hashes.ts';
import type { Lovelace } from '../units/lovelace.ts';
import type { StakeCredential } from '../units/stake-credential.ts';
import type { Epoch } from '../units/time.ts';
import type { Pots, ProtocolParameters } from './parameters.ts';
import type { Delegators, SnapshotPool, StakeSnapshot } from './stake-snapshot.ts';

/** The layouts of a NewEpochState dump (chain-input.md 5.3), recognised by shape. */
export type LedgerLayout = 'A' | 'A2' | 'B' | 'C';

/** One reward the ledger computed: what it will pay to a credential. */
export interface LedgerReward {
  readonly credential: StakeCredential;
  readonly kind: 'leader' | 'member';
  readonly poolId: PoolId;
  readonly amount: Lovelace;
}

/** The reward update the node computes during an epoch and applies at its end (rewards.md 1.4). */
export interface RewardUpdate {
  /** ΔT: what the treasury gains */
  readonly toTreasury: Lovelace;
  /** −ΔR: what leaves the reserves, net of what returns; negative when more returns than leaves */
  readonly fromReserves: bigint;
  readonly rewards: readonly LedgerReward[];
}

/** Registered accounts, in columns. Row i: kind, hash (28 bytes), `rewards[i]` and `deposit[i]` lovelace, `pool[i]` index or NO_POOL. */
export interface Accounts {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly hash: Uint8Array;
  readonly rewards: BigUint64Array;
  readonly deposit: BigUint64Array;
  /** index into `poolIds`, or NO_POOL */
  readonly pool: Uint32Array;
  readonly poolIds: readonly PoolId[];
}

export const NO_POOL = 0xffff_ffff;

/** A pool as the ledger has it now, not in a snapshot. */
export interface LedgerPool extends SnapshotPool {
  /** 64 hex characters */
  readonly vrfKeyHash: string;
}

/** What PoolTool reads of a dump taken during `epoch`. */
export interface LedgerState {
  readonly layout: LedgerLayout;
  readonly epoch: Epoch;
  /** blocks made in `epoch` − 1 */
  readonly blocksPrevious: ReadonlyMap<PoolId, number>;
  /** blocks made in `epoch` up to the dump */
  readonly blocksCurrent: ReadonlyMap<PoolId, number>;
  /** the pots during `epoch` */
  readonly pots: Pots;
  readonly deposited: Lovelace;
  /** fees collected in `epoch` up to the dump */
  readonly feesCurrent: Lovelace;
  readonly donations: Lovelace;
  /** fees collected in `epoch` − 1, taken at its end */
  readonly feesPrevious: Lovelace;
  /** in force in `epoch` */
  readonly parameters: ProtocolParameters;
  /** in force in `epoch` − 1 */
  readonly parametersPrevious: ProtocolParameters;
  /** R of the last complete reward update */
  readonly rewardPot: Lovelace;
  /** taken at the end of `epoch` − 1: active in `epoch` + 1 */
  readonly mark: StakeSnapshot;
  /** active in `epoch` */
  readonly set: StakeSnapshot;
  /** active in `epoch` − 1: what the reward update pending now is computed with */
  readonly go: StakeSnapshot;
  readonly accounts: Accounts;
  readonly pools: readonly LedgerPool[];
  /** stake in unspent outputs now, by credential; `pool` is NO_POOL throughout. Null when the layout keeps none (the UTxO map has it). */
  readonly instantStake: Delegators | null;
  readonly rewardUpdate: RewardUpdate | null;
}
