import type { AnswerOf } from '../calls/operation-shapes.ts';

type Nothing = Readonly<Record<string, never>>;
type ListedPool = AnswerOf<'websitePools'>[number];

/** What each channel is asked with, and what it tells: first all of it (`snapshot`), then what changed (`update`). */
interface Channels {
  recent_block: { params: Nothing; snapshot: AnswerOf<'websiteRecentBlock'>; update: AnswerOf<'websiteRecentBlock'> };
  /** an update has the fields that changed */
  ecosystem: { params: Nothing; snapshot: AnswerOf<'websiteEcosystem'>; update: Partial<AnswerOf<'websiteEcosystem'>> };
  syncdata: { params: Nothing; snapshot: AnswerOf<'websiteSyncData'>; update: Partial<AnswerOf<'websiteSyncData'>> };
  /** always the whole map */
  heights: { params: Nothing; snapshot: AnswerOf<'websiteHeights'>; update: AnswerOf<'websiteHeights'> };
  epoch_data: { params: Nothing; snapshot: AnswerOf<'websiteEpoch'>; update: AnswerOf<'websiteEpoch'> };
  /** both empty: there is none */
  admin_message: { params: Nothing; snapshot: AdminMessage; update: AdminMessage };
  pools: { params: Nothing; snapshot: readonly ListedPool[]; update: PoolChange };
  /** the pool by its 56 hex characters, as the server tells it */
  pool_stats: { params: { readonly pool_id: string }; snapshot: PoolWords; update: PoolWords };
  /** an update is one block more */
  blocks: {
    params: { readonly epoch: number };
    snapshot: AnswerOf<'websiteBlocks'>;
    update: Readonly<Record<string, unknown>>;
  };
  stake_hist: { params: { readonly address: string }; snapshot: HistoryFile; update: HistoryFile };
  /** of the user whose token this client was given */
  user_data: { params: { readonly user_id: string }; snapshot: AnswerOf<'user'>; update: AnswerOf<'user'> };
}

interface AdminMessage {
  readonly title: string;
  readonly message: string;
}

/** Only the fields that changed, under short names: blocks of the epoch `eb`, in its life, ticker, name, relays on and off. */
interface PoolChange {
  readonly id: string;
  readonly b?: number;
  readonly eb?: number;
  readonly l?: number;
  readonly t?: string;
  readonly n?: string;
  readonly o?: number;
  readonly oo?: number;
}

/** What stands beside a pool's figures; the address and hash of its metadata under names of their own. */
type PoolWords = Omit<AnswerOf<'websitePool'>['pool_stats'], 'metadataUrl' | 'metadataHash'> & {
  readonly pool_id: string;
  readonly metadata: string | null;
  readonly metadata_hash: string | null;
};

/** Where the file of an account's history is, once it is there. */
interface HistoryFile {
  readonly status: string;
  readonly url?: string;
}

export type Channel = keyof Channels;
export type ChannelParams<Name extends Channel> = Channels[Name]['params'];
export type ChannelData<Name extends Channel, Kind extends 'snapshot' | 'update'> = Channels[Name][Kind];
