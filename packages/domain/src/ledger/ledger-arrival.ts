import type { PoolId } from '../units/hashes.ts';
import type { Lovelace } from '../units/lovelace.ts';
import type { Epoch } from '../units/time.ts';
import type { LedgerLayout } from './ledger-state.ts';
import type { Pots, ProtocolParameters } from './parameters.ts';

/**
 * What the CNODE server tells the DATABASE server about the dump it took during `epoch`: everything small. The columns
 * (stake snapshots, accounts) are snapshot files in the object store, named here with their hashes.
 * On the wire: JSON of schema ledger-arrival/1 (ledger-arrival-text.ts).
 */
export interface LedgerArrival {
  /** the network's magic: a dump of another chain is refused */
  readonly magic: number;
  readonly layout: LedgerLayout;
  readonly epoch: Epoch;
  readonly pots: Pots;
  /** collected in `epoch` − 1 */
  readonly feesPrevious: Lovelace;
  /** made in `epoch` − 1 */
  readonly blocksPrevious: ReadonlyMap<PoolId, number>;
  /** made in `epoch` up to the dump, by all pools together: says after which block it was taken */
  readonly blocksCurrent: number;
  /** in force in `epoch` */
  readonly parameters: ProtocolParameters;
  /** in force in `epoch` − 1 */
  readonly parametersPrevious: ProtocolParameters;
  /** what the node itself will pay for `epoch` − 1, when its computation had ended; null before that */
  readonly rewardUpdate: RewardUpdateTotals | null;
  readonly snapshots: readonly SnapshotFileNote[];
  /** registered accounts at the time of the dump: a snapshot file whose snapshot is empty */
  readonly accounts: FileNote & { readonly count: number };
}

/** A node's reward update in totals: what ours must equal. */
export interface RewardUpdateTotals {
  readonly toTreasury: Lovelace;
  /** net of what returns; negative when more returns than leaves */
  readonly fromReserves: bigint;
  readonly leaderRewards: Lovelace;
  readonly memberRewards: Lovelace;
  readonly rewards: number;
}

export interface FileNote {
  /** in the object store */
  readonly key: string;
  /** hex, of the whole file */
  readonly sha256: string;
  readonly bytes: number;
}

export interface SnapshotFileNote extends FileNote {
  readonly role: 'mark' | 'set' | 'go';
  /** the epoch in which this stake elects leaders and earns */
  readonly activeEpoch: Epoch;
  readonly delegators: number;
  readonly pools: number;
}
