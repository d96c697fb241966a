/** What can be subscribed to (clients.md 3.6). */
export const CHANNEL_NAMES = [
  'recent_block',
  'ecosystem',
  'syncdata',
  'heights',
  'epoch_data',
  'admin_message',
  'pools',
  'pool_stats',
  'blocks',
  'stake_hist',
  'user_data',
] as const;

export type ChannelName = (typeof CHANNEL_NAMES)[number];
