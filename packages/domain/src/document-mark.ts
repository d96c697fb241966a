import type { CertificatePosition } from './chain/block.ts';
import type { StakeHistoryPart } from './document-subject.ts';
import type { EcosystemSection } from './live/ecosystem-section.ts';
import type { HistogramSubject } from './rewards/histogram.ts';
import type { BlockHash, PoolId } from './units/hashes.ts';
import { credentialText, type StakeCredential } from './units/stake-credential.ts';
import type { Epoch, Height } from './units/time.ts';

/**
 * Says that a document no longer shows the truth. The transaction that changes a fact marks the documents drawn from
 * it; the publisher draws them. A subject holds everything needed to find the document's path, because what it was
 * about may be gone (a block that was rolled back).
 */
export interface DocumentMark {
  readonly kind: DocumentKind;
  readonly subject: string;
}

export const DOCUMENT_KINDS = [
  'recent_block',
  'block',
  'pool_block',
  'pool',
  'pool_stats',
  'pool_stats_epoch',
  'pool_updates',
  'award',
  'epoch',
  'epoch_params',
  'total_active_stake',
  'circulating_supply',
  'stake_hist',
  'stake_history_file',
  'stake_column',
  'reward_column',
  'ros_histogram',
  'exchange_rates',
  'pool_stake_moves',
  'top_stake_moves',
  'pool_propagation',
  'live_delegators',
  'live_stake_column',
  'competitive',
  'deleted_blocks',
  'pool_deleted_blocks',
  'block_propagation',
  'sync_data',
  'epoch_sync_data',
  'reporter_heights',
  'battle_statistics',
  'epoch_battle_data',
  'ecosystem',
  'admin_message',
  'delegator_update',
  'portfolios',
  'user',
  'sync_status',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const markOf = {
  recentBlock: (): DocumentMark => ({ kind: 'recent_block', subject: '' }),
  block: (epoch: Epoch, height: Height): DocumentMark => ({ kind: 'block', subject: `${epoch}/${height}` }),
  poolBlock: (pool: PoolId, epoch: Epoch, height: Height): DocumentMark => ({
    kind: 'pool_block',
    subject: `${pool}/${epoch}/${height}`,
  }),
  /** the pool's record in the list of pools */
  pool: (pool: PoolId): DocumentMark => ({ kind: 'pool', subject: pool }),
  /** what of the pool's page does not belong to one epoch */
  poolStats: (pool: PoolId): DocumentMark => ({ kind: 'pool_stats', subject: pool }),
  /** one epoch of the pool's histories: blocks, stake, rewards, fees, ROS */
  poolStatsEpoch: (pool: PoolId, epoch: Epoch): DocumentMark => ({
    kind: 'pool_stats_epoch',
    subject: `${pool}/${epoch}`,
  }),
  /** what one certificate of the pool told, in the feeds of changes */
  poolUpdates: (pool: PoolId, { slot, transactionIndex, certificateIndex }: CertificatePosition): DocumentMark => ({
    kind: 'pool_updates',
    subject: `${pool}/${slot}/${transactionIndex}/${certificateIndex}`,
  }),
  /** what the pool got for that number of blocks */
  award: (pool: PoolId, blocks: number): DocumentMark => ({ kind: 'award', subject: `${pool}/${blocks}` }),
  epoch: (epoch: Epoch): DocumentMark => ({ kind: 'epoch', subject: `${epoch}` }),
  epochParams: (epoch: Epoch): DocumentMark => ({ kind: 'epoch_params', subject: `${epoch}` }),
  totalActiveStake: (active: Epoch): DocumentMark => ({ kind: 'total_active_stake', subject: `${active}` }),
  circulatingSupply: (of: Epoch): DocumentMark => ({ kind: 'circulating_supply', subject: `${of}` }),
  /** the reward history of one watched key */
  stakeHistory: (credential: StakeCredential): DocumentMark => ({
    kind: 'stake_hist',
    subject: credentialText(credential),
  }),
  /** one epoch of it, or up to where it is final: what changes at a boundary */
  stakeHistoryPart: (credential: StakeCredential, part: StakeHistoryPart): DocumentMark => ({
    kind: 'stake_hist',
    subject: `${credentialText(credential)}/${part}`,
  }),
  /** the same history whole, as a file: drawn for those who ask */
  stakeHistoryFile: (credential: StakeCredential): DocumentMark => ({
    kind: 'stake_history_file',
    subject: credentialText(credential),
  }),
  stakeColumn: (active: Epoch): DocumentMark => ({ kind: 'stake_column', subject: `${active}` }),
  /** prices at the payout of what was earned in that epoch */
  exchangeRates: (earned: Epoch): DocumentMark => ({ kind: 'exchange_rates', subject: `${earned}` }),
  rewardColumn: (earned: Epoch): DocumentMark => ({ kind: 'reward_column', subject: `${earned}` }),
  /** who came to the pool and who left it, in the epochs shown in the newest one's lists */
  poolStakeMoves: (pool: PoolId, newest: Epoch): DocumentMark => ({
    kind: 'pool_stake_moves',
    subject: `${pool}/${newest}`,
  }),
  /** how fast the pool's blocks travelled, and others' blocks to it */
  poolPropagation: (pool: PoolId): DocumentMark => ({ kind: 'pool_propagation', subject: pool }),
  topStakeMoves: (newest: Epoch): DocumentMark => ({ kind: 'top_stake_moves', subject: `${newest}` }),
  /** how many pools, or accounts, had which return */
  rosHistogram: (of: HistogramSubject): DocumentMark => ({ kind: 'ros_histogram', subject: of }),
  /** who delegates to the pool now */
  liveDelegators: (pool: PoolId): DocumentMark => ({ kind: 'live_delegators', subject: pool }),
  /** every pool's live stake in one record */
  liveStakeColumn: (): DocumentMark => ({ kind: 'live_stake_column', subject: '' }),
  /** the blocks that may stand at a height, reported or on the chain */
  competitive: (height: Height): DocumentMark => ({ kind: 'competitive', subject: `${height}` }),
  /** the blocks of a height that are on no chain; of that epoch */
  orphans: (epoch: Epoch, height: Height): DocumentMark => ({
    kind: 'deleted_blocks',
    subject: `${epoch}/${height}`,
  }),
  poolOrphans: (pool: PoolId, epoch: Epoch, height: Height): DocumentMark => ({
    kind: 'pool_deleted_blocks',
    subject: `${pool}/${epoch}/${height}`,
  }),
  /** how fast one block travelled: its files and pictures */
  blockPropagation: (hash: BlockHash, height: Height): DocumentMark => ({
    kind: 'block_propagation',
    subject: `${height}/${hash}`,
  }),
  /** how many of the reporting nodes are where most are, now and in the last 90 minutes */
  syncData: (): DocumentMark => ({ kind: 'sync_data', subject: '' }),
  epochSyncData: (epoch: Epoch): DocumentMark => ({ kind: 'epoch_sync_data', subject: `${epoch}` }),
  /** where each reporting pool is */
  reporterHeights: (): DocumentMark => ({ kind: 'reporter_heights', subject: '' }),
  /** battles of the last hours, and the trends over epochs */
  battleStatistics: (): DocumentMark => ({ kind: 'battle_statistics', subject: '' }),
  epochBattleData: (epoch: Epoch): DocumentMark => ({ kind: 'epoch_battle_data', subject: `${epoch}` }),
  /** some fields of the network's record */
  ecosystem: (section: EcosystemSection): DocumentMark => ({ kind: 'ecosystem', subject: section }),
  /** what administrators have shown to everybody */
  adminMessage: (): DocumentMark => ({ kind: 'admin_message', subject: '' }),
  /** whether somebody wants the pool's delegators looked at anew */
  delegatorUpdate: (pool: PoolId): DocumentMark => ({ kind: 'delegator_update', subject: pool }),
  /** every portfolio in one file */
  portfolios: (): DocumentMark => ({ kind: 'portfolios', subject: '' }),
  /** what clients of Firebase see of a user, by his id */
  user: (user: string): DocumentMark => ({ kind: 'user', subject: user }),
  /** how far the chain, the snapshots and the rewards are: always drawn after what it promises */
  syncStatus: (): DocumentMark => ({ kind: 'sync_status', subject: '' }),
} as const;
