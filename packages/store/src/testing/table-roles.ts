/**
 * What each table of ours is to somebody who proves that following a chain ends where it must.
 *
 * - `chain`: truth of the chain. After any detour it equals, row for row, what a clean replay of the same chain writes.
 * - `history`: tells how we got here, so that a detour shows: what was undone, marked, told.
 * - `elsewhere`: not written by following: what dumps, operators and other daemons say.
 *
 * Every table has exactly one role; test/testing/table-hashes.db.test.ts fails for one that has none.
 */
export type TableRole = 'chain' | 'history' | 'elsewhere';

export const TABLE_ROLES: Readonly<Record<string, TableRole>> = {
  sync_point: 'chain',
  block: 'chain',
  epoch_chain: 'chain',
  pool_epoch_blocks: 'chain',
  pool: 'chain',
  pool_registration: 'chain',
  pool_retirement: 'chain',
  stake_certificate: 'chain',
  account: 'chain',
  milestone: 'chain',
  // Spent outputs are dropped by a call of the daemon's own, beyond the reach of any roll backward, not by following.
  chain_output: 'chain',
  output_spending: 'chain',
  verification: 'chain',
  verification_payment: 'chain',

  undone_block: 'history',
  // A key stays known when the block that showed it is undone.
  vrf_key: 'history',
  document_mark: 'history',
  document_state: 'history',
  notice: 'history',

  network: 'elsewhere',
  epoch_nonce: 'elsewhere',
  ledger_arrival: 'elsewhere',
  epoch_params: 'elsewhere',
  epoch_pots: 'elsewhere',
  epoch_ledger: 'elsewhere',
  epoch_ledger_pool_blocks: 'elsewhere',
  stake_snapshot: 'elsewhere',
  snapshot_epoch: 'elsewhere',
  pool_snapshot: 'elsewhere',
  reward_epoch: 'elsewhere',
  pool_reward: 'elsewhere',
  account_reward: 'elsewhere',
  network_average: 'elsewhere',
  pool_average: 'elsewhere',
  ros_histogram_epoch: 'elsewhere',
  ros_histogram: 'elsewhere',
  archive_span: 'elsewhere',
  archive_shard: 'elsewhere',
  archived_leader_share: 'elsewhere',
  reward_export: 'elsewhere',
  followed_account: 'elsewhere',
  watched_key: 'elsewhere',
  watched_sum: 'elsewhere',
  reward_pivot_epoch: 'elsewhere',
  published_marker: 'elsewhere',
  exchange_rate: 'elsewhere',
  loyalty_epoch: 'elsewhere',
  loyalty: 'elsewhere',
  loyalty_left: 'elsewhere',
  stake_move: 'elsewhere',
  live_stake_arrival: 'elsewhere',
  live_generation: 'elsewhere',
  live_stake: 'elsewhere',
  live_pool: 'elsewhere',
  stats_history: 'elsewhere',
  pool_ranking: 'elsewhere',
  pool_rank: 'elsewhere',
  pipeline_registry: 'elsewhere',
  reporter: 'elsewhere',
  reported_block: 'elsewhere',
  propagation_epoch: 'elsewhere',
  pool_propagation: 'elsewhere',
  api_key: 'elsewhere',
  operator_pool: 'elsewhere',
  pool_claim: 'elsewhere',
  pool_challenge: 'elsewhere',
  pool_note: 'elsewhere',
  pool_alert_choice: 'elsewhere',
  zapier_key: 'elsewhere',
  zapier_hook: 'elsewhere',
  old_row_taken: 'elsewhere',
  account_user: 'elsewhere',
  user_address: 'elsewhere',
  account_claim: 'elsewhere',
  session: 'elsewhere',
  user_document_gone: 'elsewhere',
  firebase_sign_out: 'elsewhere',
  pool_label: 'elsewhere',
  admin_message: 'elsewhere',
  delegator_update: 'elsewhere',
  portfolio: 'elsewhere',
  administration_act: 'elsewhere',
  push_device: 'elsewhere',
  pool_alert: 'elsewhere',
  client_contact: 'elsewhere',
  tip_inbox: 'elsewhere',
  tip_feed_cursor: 'elsewhere',
  reported_header: 'elsewhere',
  sync_sample: 'elsewhere',
  judged_height: 'elsewhere',
  judged_block: 'elsewhere',
  settled_height: 'elsewhere',
  battle_sample: 'elsewhere',
  battle_trend: 'elsewhere',
  assigned_slots: 'elsewhere',
  assigned_performance: 'elsewhere',
  asset_run: 'elsewhere',
  asset_partition: 'elsewhere',
  asset_check: 'elsewhere',
  asset_log: 'elsewhere',
  asset_checkpoint: 'elsewhere',
  sensor: 'elsewhere',
  sensor_tick: 'elsewhere',
  sensor_run_key: 'elsewhere',
  schema_migrations: 'elsewhere',
};

/**
 * Columns that say when or how often we wrote, not what is true: left out of hashes and comparisons, in whatever table
 * they stand. A `marked_at` of a document mark, `created_at` of a notice, `undone_at` of an undone block, `exported_at` of a file.
 */
export const WRITING_COLUMNS: readonly string[] = [
  'created_at',
  'told_at',
  'marked_at',
  'undone_at',
  'drawn_at',
  'archived_at',
  'exported_at',
  'marks',
];

/** The tables of a role, in a fixed order. */
export const tablesOf = (role: TableRole): readonly string[] =>
  Object.keys(TABLE_ROLES).filter((table) => TABLE_ROLES[table] === role);
