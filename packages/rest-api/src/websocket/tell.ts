import { setImmediate } from 'node:timers/promises';
import type { PoolToolError } from '@pooltool/shared-utils/errors';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { ChannelName } from './channel-names.ts';
import type { Listener } from './listener.ts';
import { errorMessage } from './server-message.ts';
import type { Member, Topic } from './topic.ts';

interface TellParts<Params extends JsonObject> {
  readonly channel: ChannelName;
  readonly onSent: (channel: ChannelName) => void;
  /** the listener's socket, which was full, has room again */
  readonly onRoom: (topic: Topic<Params>, one: Listener, member: Member) => void;
}

/** Some ten milliseconds of work. */
const MESSAGES_AT_ONCE = 1_000;

/** How a topic's listeners hear what they have not seen, each as fast as he reads. */
export function makeTeller<Params extends JsonObject>({ channel, onSent, onRoom }: TellParts<Params>) {
  /** What he has not seen, at once or when there is room for it. @returns how many messages left */
  function deliver(topic: Topic<Params>, one: Listener, member: Member): number {
    let sent = 0;
    if (topic.members.get(one) !== member || !member.mayHear) return sent;
    for (let next = topic.nextFor(member); next !== null; next = topic.nextFor(member)) {
      if (one.outlet.isFull()) {
        one.outlet.owe(topic, () => onRoom(topic, one, member));
        return sent;
      }
      one.outlet.send(next.message);
      onSent(channel);
      sent += 1;
      member.seen = next.seq;
      member.warned = false;
    }
    return sent;
  }

  /** All who listen, in turns: when every pool changed, these are millions, and others are to be heard meanwhile. */
  async function tellAll(topic: Topic<Params>): Promise<void> {
    let sent = 0;
    for (const [one, member] of topic.members) {
      sent += deliver(topic, one, member);
      if (sent < MESSAGES_AT_ONCE) continue;
      sent = 0;
      await setImmediate();
    }
  }

  /** Who never heard anything yet hears that he has to wait; who did keeps what he has. */
  function warn(topic: Topic<Params>, one: Listener, member: Member, error: PoolToolError): void {
    if (member.seen !== 0 || member.warned) return;
    member.warned = true;
    one.outlet.tell(errorMessage(error, topic.about));
  }

  function warnAll(topic: Topic<Params>, error: PoolToolError): void {
    for (const [one, member] of topic.members) warn(topic, one, member, error);
  }

  return { deliver, tellAll, warn, warnAll };
}
