import type { OfferedChannel } from '../hub.ts';
import { blocksChannel } from './blocks-channel.ts';
import type { ChannelParts } from './channel-parts.ts';
import { networkChannels } from './network-channels.ts';
import { stakeHistoryChannel, userChannel } from './own-channels.ts';
import { poolStatsChannel, poolsChannel } from './pool-channels.ts';

/** All that can be subscribed to (clients.md 3.6). */
export const everyChannel = (parts: ChannelParts): readonly OfferedChannel[] => [
  ...networkChannels(parts),
  poolsChannel(parts),
  poolStatsChannel(parts),
  blocksChannel(parts),
  stakeHistoryChannel(parts),
  userChannel(parts),
];
