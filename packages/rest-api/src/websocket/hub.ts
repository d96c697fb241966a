import type { JsonObject } from '@pooltool/shared-utils/json';
import { channelUnknown } from '../errors.ts';
import type { Channel } from './channel.ts';
import type { ChannelName } from './channel-names.ts';
import type { ClientMessage } from './client-message.ts';
import { type Lane, type LaneParts, openLane } from './lane.ts';
import type { Listener } from './listener.ts';

/** All channels at work. */
export interface Hub {
  /** @throws what the listener is to be told: POOLTOOL_CHANNEL_UNKNOWN, POOLTOOL_MESSAGE_INVALID, POOLTOOL_TOO_MANY_SUBSCRIPTIONS, POOLTOOL_TOO_BUSY */
  heed(listener: Listener, message: Exclude<ClientMessage, { readonly action: 'pong' }>): void;
  /** Any truth may be another one. */
  wake(): void;
  /** @param user whose; null: anybody's */
  wakeUser(user: string | null): void;
  counts(): ReadonlyMap<ChannelName, ReturnType<Lane['counts']>>;
  /** Resolves when the signal is aborted. @throws an error that halts */
  readonly ended: Promise<unknown>;
}

/** A channel, ready to be opened without knowing what it is asked by. */
export interface OfferedChannel {
  readonly name: ChannelName;
  readonly isUsers: boolean;
  readonly open: (parts: LaneParts) => Lane;
}

export const offer = <Params extends JsonObject>(channel: Channel<Params>): OfferedChannel => ({
  name: channel.name,
  isUsers: channel.userOf !== undefined,
  open: (parts) => openLane(channel, parts),
});

export function openHub(channels: readonly OfferedChannel[], parts: LaneParts): Hub {
  const lanes = new Map(channels.map(({ name, isUsers, open }) => [name, { isUsers, lane: open(parts) }]));
  const all = [...lanes.values()];
  const ended = Promise.all(all.map(({ lane }) => lane.ended));
  return {
    heed(listener, { action, channel, params }) {
      const lane = lanes.get(channel)?.lane;
      if (lane === undefined) throw channelUnknown();
      if (action === 'subscribe') lane.subscribe(listener, params);
      else lane.unsubscribe(listener, params);
    },
    wake() {
      for (const { isUsers, lane } of all) if (!isUsers) lane.wake();
    },
    wakeUser(user) {
      for (const { isUsers, lane } of all) if (isUsers) lane.wake(user ?? undefined);
    },
    counts: () => new Map([...lanes].map(([name, { lane }]) => [name, lane.counts()])),
    ended,
  };
}
