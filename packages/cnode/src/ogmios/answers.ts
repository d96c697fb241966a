import type {
  BlockHash,
  Epoch,
  Height,
  Lovelace,
  Point,
  PoolId,
  PoolRegistration,
  ProtocolVersion,
  Ratio,
  Slot,
  StakeCredential,
  Tip,
  UnixMs,
} from '@pooltool/domain';

/** Before the first block. */
export type Origin = 'origin';

export interface EraBound {
  /** seconds after the network's start */
  readonly timeSeconds: number;
  readonly slot: Slot;
  readonly epoch: Epoch;
}

export interface EraSummary {
  readonly start: EraBound;
  /** null while the node does not know when the era ends */
  readonly end: EraBound | null;
  /** slots */
  readonly epochLength: number;
  readonly slotLengthMs: number;
  /** slots from the tip on in which no hard fork can happen; null when it never ends */
  readonly safeZone: number | null;
}

/** A pool as the ledger has it now. `parameters` is null for one that has just retired; `stake` unless asked for. */
export interface NodePool {
  readonly parameters: PoolRegistration | null;
  readonly stake: Lovelace | null;
}

/** What the rewards paid next are computed from and come to: the go snapshot's epoch (Ogmios 6.13 and later). */
export interface RewardsProvenance {
  /** T: max supply − reserves */
  readonly totalStake: Lovelace;
  readonly activeStake: Lovelace;
  readonly fees: Lovelace;
  readonly incentives: Lovelace;
  readonly treasuryTax: Lovelace;
  /** incentives and fees: the pot before the tax */
  readonly rewardPot: Lovelace;
  readonly efficiency: Ratio;
  readonly poolCount: number;
  /** Read one by one from the answer as it came, so that a million delegators never stand in memory at once. Repeatable. */
  readonly pools: Iterable<PoolProvenance>;
}

export interface PoolProvenance {
  readonly poolId: PoolId;
  /** of the total stake */
  readonly relativeStake: Ratio;
  readonly blocksMade: number;
  readonly poolReward: Lovelace;
  readonly leaderReward: Lovelace;
  readonly delegators: readonly { readonly credential: StakeCredential; readonly stake: Lovelace }[];
}

/** How pools do in the epoch that goes on. */
export interface StakePoolsPerformances {
  readonly optimalPoolCount: number;
  readonly pledgeInfluence: Ratio;
  readonly totalRewards: Lovelace;
  readonly activeStake: Lovelace;
  readonly totalStake: Lovelace;
  readonly pools: ReadonlyMap<PoolId, PoolPerformance>;
}

export interface PoolPerformance {
  readonly stake: Lovelace;
  readonly ownerStake: Lovelace;
  /** made / expected blocks, a float of Ogmios' own: for display */
  readonly approximatePerformance: number;
  readonly cost: Lovelace;
  readonly margin: Ratio;
  readonly pledge: Lovelace;
}

export interface LiveStake {
  /** of the total stake */
  readonly share: Ratio;
  readonly vrfKeyHash: string;
}

/** What each pool would pay for a stake (lovelace) or to an account, by pool; zeros included, in Ogmios' order. */
export type RewardsByPool = ReadonlyMap<PoolId, Lovelace>;

export interface ProjectedRewards {
  readonly ofStake: ReadonlyMap<bigint, RewardsByPool>;
  /** by the credential's hash: Ogmios does not say its kind */
  readonly ofCredential: ReadonlyMap<string, RewardsByPool>;
}

export type DelegateRepresentative =
  | { readonly kind: 'registered'; readonly credential: StakeCredential }
  | { readonly kind: 'abstain' }
  | { readonly kind: 'no-confidence' };

export interface RewardAccountSummary {
  readonly credential: StakeCredential;
  readonly poolId: PoolId | null;
  /** null also before Conway and from an Ogmios that does not tell */
  readonly delegateRepresentative: DelegateRepresentative | null;
  readonly rewards: Lovelace;
  readonly deposit: Lovelace;
}

/** 64 hex characters; null for the neutral nonce. */
export interface Nonces {
  readonly epochNonce: string | null;
  readonly candidateNonce: string | null;
  readonly evolvingNonce: string | null;
  readonly lastEpochLastAncestor: string | null;
}

export interface ShelleyGenesis {
  readonly startTimeMs: UnixMs;
  readonly magic: number;
  readonly network: 'mainnet' | 'testnet';
  readonly activeSlotCoefficient: Ratio;
  readonly securityParameter: number;
  readonly epochLength: number;
  readonly slotLengthMs: number;
  readonly slotsPerKesPeriod: number;
  readonly maxKesEvolutions: number;
  readonly maxLovelaceSupply: Lovelace;
}

/** What a block's header says. Ogmios gives no block's CBOR: what transactions did comes by Oura. */
export interface OgmiosBlock {
  /** A boundary block (Byron) has no slot of its own in Ogmios' answers. */
  readonly kind: 'main' | 'boundary';
  readonly era: string;
  readonly hash: BlockHash;
  /** null for the first block after the genesis file of a network without Byron */
  readonly parentHash: BlockHash | null;
  readonly height: Height;
  readonly slot: Slot | null;
  /** null in Byron */
  readonly poolId: PoolId | null;
  readonly operationalCertificate: number | null;
  readonly protocolVersion: ProtocolVersion | null;
  /** bytes of the body; Byron: of the whole block; null for a boundary block */
  readonly bodySize: number | null;
  readonly transactionCount: number;
}

export type ChainStep =
  | { readonly kind: 'roll-forward'; readonly block: OgmiosBlock; readonly tip: Tip | Origin }
  | { readonly kind: 'roll-backward'; readonly to: Point | Origin; readonly tip: Tip | Origin };

/** `GET /health`. Everything but the version is null while Ogmios has no node. */
export interface OgmiosHealth {
  /** as Ogmios writes it: `v6.14.0 (abcdef12)` */
  readonly version: string;
  readonly majorVersion: number | null;
  readonly connected: boolean;
  /** 0 … 1 */
  readonly networkSynchronization: number | null;
  readonly era: string | null;
  readonly epoch: number | null;
  readonly epochSlot: number | null;
  readonly network: string | null;
  readonly lastTipUpdateMs: number | null;
}
