import type { Epoch, Height, Point, PoolId, Pots, ProtocolParameters, StakeCredential, UnixMs } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type {
  ChainStep,
  EraBound,
  EraSummary,
  LiveStake,
  NodePool,
  Nonces,
  OgmiosHealth,
  Origin,
  ProjectedRewards,
  RewardAccountSummary,
  RewardsProvenance,
  ShelleyGenesis,
  StakePoolsPerformances,
} from './answers.ts';

export interface CallOptions {
  /** Rejects with the signal's reason; an answer that comes later is dropped. */
  readonly signal?: AbortSignal;
  /** Default: `timeoutMs` of the client; `slowTimeoutMs` for what makes the node walk its whole ledger. */
  readonly timeoutMs?: number;
}

/**
 * What can be asked of the ledger. Each call is answered once, or fails with an error of ./errors.ts: those that are
 * `retry` may be asked again as they are.
 */
export interface LedgerQueries {
  tip(options?: CallOptions): Promise<Point | Origin>;
  epoch(options?: CallOptions): Promise<Epoch>;
  eraStart(options?: CallOptions): Promise<EraBound>;
  eraSummaries(options?: CallOptions): Promise<readonly EraSummary[]>;
  protocolParameters(options?: CallOptions): Promise<ProtocolParameters>;
  treasuryAndReserves(options?: CallOptions): Promise<Pots>;
  /** `pools`: only these; absent: all. `includeStake` takes the node long when it is asked first in an epoch. Slow. */
  stakePools(
    options?: CallOptions & { readonly includeStake?: boolean; readonly pools?: readonly PoolId[] },
  ): Promise<ReadonlyMap<PoolId, NodePool>>;
  /** @throws POOLTOOL_OGMIOS_REFUSED from an Ogmios before 6.13, where this name meant `stakePoolsPerformances`. Slow. */
  rewardsProvenance(options?: CallOptions): Promise<RewardsProvenance>;
  /** Also from an Ogmios before 6.13, by the name it had there. Slow. */
  stakePoolsPerformances(options?: CallOptions): Promise<StakePoolsPerformances>;
  liveStakeDistribution(options?: CallOptions): Promise<ReadonlyMap<PoolId, LiveStake>>;
  /** What pools would pay for these stakes (lovelace), and to these credentials. Slow. */
  projectedRewards(
    of: { readonly stake?: readonly bigint[]; readonly credentials?: readonly StakeCredential[] },
    options?: CallOptions,
  ): Promise<ProjectedRewards>;
  /** Those that are registered, by the credential's text (`credentialText`). */
  rewardAccountSummaries(
    credentials: readonly StakeCredential[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, RewardAccountSummary>>;
  /** The last certificate number of every pool that made a block. */
  operationalCertificates(options?: CallOptions): Promise<ReadonlyMap<PoolId, number>>;
  nonces(options?: CallOptions): Promise<Nonces>;
  /** The node's machine writes its ledger state (CBOR) to `to`, a path as Ogmios sees it. Done when this resolves. Slow. */
  dump(to: string, options?: CallOptions): Promise<void>;
}

export interface NetworkQueries {
  tip(options?: CallOptions): Promise<Point | Origin>;
  blockHeight(options?: CallOptions): Promise<Height | Origin>;
  startTime(options?: CallOptions): Promise<UnixMs>;
  genesisConfiguration(era: 'shelley', options?: CallOptions): Promise<ShelleyGenesis>;
  /** Nobody uses these yet: the answer as it is. */
  genesisConfiguration(era: 'byron' | 'alonzo' | 'conway', options?: CallOptions): Promise<JsonObject>;
}

export interface ChainSyncOptions {
  /** Where to go on from, best first; the first that is on the node's chain counts. None: from the origin. */
  readonly points: readonly (Point | Origin)[];
  /** How many blocks may be on their way at once. Default 50. */
  readonly inFlight?: number;
  readonly signal?: AbortSignal;
}

export interface Ogmios extends LedgerQueries {
  readonly network: NetworkQueries;
  /** `GET /health`. */
  health(options?: CallOptions): Promise<OgmiosHealth>;
  /**
   * Several queries on one ledger state, one after the other, on a socket of their own. At 'tip' the ledger's tip is taken first, and `ask` begins
   * anew on a newer one when the node gives that state up in the meantime, so it may only ask.
   * @throws POOLTOOL_OGMIOS_POINT_GONE (retry) when the node does not hold the state at this point, or gave up three tips
   */
  atPoint<Result>(
    point: Point | Origin | 'tip',
    ask: (ledger: LedgerQueries, point: Point | Origin) => Promise<Result>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<Result>;
  /**
   * The chain's steps from one of the points on, without end, on a socket of its own. Begins with a roll backward to where it
   * goes on from. A lost connection is mended inside: the steps go on after the last one, or with a roll backward.
   * No more than `inFlight` blocks wait for a slow reader.
   * @throws POOLTOOL_OGMIOS_NO_INTERSECTION (retry)
   */
  chainSync(options: ChainSyncOptions): AsyncGenerator<ChainStep, never, undefined>;
  /** Ends every socket; what is still asked fails with POOLTOOL_OGMIOS_CONNECTION_LOST. */
  close(): void;
}
