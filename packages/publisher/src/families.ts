import { type DocumentKind, type DocumentMark, ECOSYSTEM_SECTIONS, markOf } from '@pooltool/domain';
import type { DocumentFamily } from './family.ts';
import { adminMessageDocument } from './firebase/admin-message.ts';
import { award } from './firebase/award.ts';
import { block } from './firebase/block.ts';
import { circulatingSupply } from './firebase/circulating-supply.ts';
import { competitive } from './firebase/competitive.ts';
import { delegatorUpdate } from './firebase/delegator-update.ts';
import { deletedBlocks, poolDeletedBlocks } from './firebase/deleted-blocks.ts';
import { ecosystem } from './firebase/ecosystem.ts';
import { epoch } from './firebase/epoch.ts';
import { epochParams } from './firebase/epoch-params.ts';
import { exchangeRatesDocument } from './firebase/exchange-rates.ts';
import { liveStakeColumn } from './firebase/live-stake-column.ts';
import { poolBlock } from './firebase/pool-block.ts';
import { poolStats } from './firebase/pool-stats.ts';
import { poolStatsEpoch } from './firebase/pool-stats-epoch.ts';
import { poolUpdates } from './firebase/pool-updates.ts';
import { recentBlock } from './firebase/recent-block.ts';
import { reporterHeights } from './firebase/reporter-heights.ts';
import { rosHistogram } from './firebase/ros-histogram.ts';
import { stakeHistory } from './firebase/stake-history.ts';
import { stakePool } from './firebase/stake-pool.ts';
import { syncStatus } from './firebase/sync-status.ts';
import { totalActiveStake } from './firebase/total-active-stake.ts';
import { user } from './firebase/user.ts';
import { battleStatistics } from './s3/battle-statistics.ts';
import { blockPropagation } from './s3/block-propagation.ts';
import { epochBattleData, epochSyncData } from './s3/epoch-samples.ts';
import { liveDelegatorsFile } from './s3/live-delegators.ts';
import { poolPropagation } from './s3/pool-propagation.ts';
import { poolStakeMoves } from './s3/pool-stake-moves.ts';
import { portfoliosFile } from './s3/portfolios.ts';
import { rewardColumn } from './s3/reward-column.ts';
import { stakeColumn } from './s3/stake-column.ts';
import { stakeHistoryFile } from './s3/stake-history-file.ts';
import { syncData } from './s3/sync-data.ts';
import { topStakeMoves } from './s3/top-stake-moves.ts';

/** Every kind of document. */
export const FAMILIES: Readonly<Record<DocumentKind, DocumentFamily>> = {
  recent_block: recentBlock,
  block,
  pool_block: poolBlock,
  pool: stakePool,
  pool_stats: poolStats,
  pool_stats_epoch: poolStatsEpoch,
  pool_updates: poolUpdates,
  award,
  epoch,
  epoch_params: epochParams,
  total_active_stake: totalActiveStake,
  circulating_supply: circulatingSupply,
  stake_hist: stakeHistory,
  stake_history_file: stakeHistoryFile,
  stake_column: stakeColumn,
  reward_column: rewardColumn,
  pool_stake_moves: poolStakeMoves,
  top_stake_moves: topStakeMoves,
  pool_propagation: poolPropagation,
  exchange_rates: exchangeRatesDocument,
  ros_histogram: rosHistogram,
  live_delegators: liveDelegatorsFile,
  live_stake_column: liveStakeColumn,
  competitive,
  deleted_blocks: deletedBlocks,
  pool_deleted_blocks: poolDeletedBlocks,
  block_propagation: blockPropagation,
  sync_data: syncData,
  epoch_sync_data: epochSyncData,
  reporter_heights: reporterHeights,
  battle_statistics: battleStatistics,
  epoch_battle_data: epochBattleData,
  ecosystem,
  admin_message: adminMessageDocument,
  delegator_update: delegatorUpdate,
  portfolios: portfoliosFile,
  user,
  sync_status: syncStatus,
};

/** They promise that other documents are there: drawn last, and only when nothing older waits. */
export const PROGRESS_KINDS: readonly DocumentKind[] = ['sync_status'];

/** What pages and the app cannot do without even while there is nothing to show (clients.md 7, traps 14 and 15). */
export const ALWAYS_THERE: readonly DocumentMark[] = [
  markOf.syncData(),
  markOf.battleStatistics(),
  ...ECOSYSTEM_SECTIONS.filter((section) => section !== 'live').map(markOf.ecosystem),
  markOf.adminMessage(),
  markOf.portfolios(),
];
