import type { Told } from './read-message.ts';

export type Deliver = (told: Told) => void;

/** One thing that is listened to. */
export interface Wanted {
  readonly channel: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly listeners: Set<Deliver>;
}

/** What is listened to now, each channel with its params once. */
export function subscriptions() {
  const byKey = new Map<string, Wanted>();
  return {
    all: (): readonly Wanted[] => [...byKey.values()],
    add(channel: string, params: Readonly<Record<string, unknown>>, deliver: Deliver): Wanted {
      const key = keyOf(channel, params);
      const one = byKey.get(key) ?? { channel, params, listeners: new Set() };
      byKey.set(key, one);
      one.listeners.add(deliver);
      return one;
    },
    /** True when nobody listens to it any more. Doing it again does nothing. */
    remove(one: Wanted, deliver: Deliver): boolean {
      if (!one.listeners.delete(deliver) || one.listeners.size > 0) return false;
      byKey.delete(keyOf(one.channel, one.params));
      return true;
    },
    /** Whom a message is for. A channel that is listened to with one set of params alone needs no comparing: a server may write them otherwise. */
    listening({ channel, params }: Pick<Told, 'channel' | 'params'>): readonly Deliver[] {
      const ofChannel = [...byKey.values()].filter((one) => one.channel === channel);
      const meant = params === null ? ofChannel : ofChannel.filter((one) => holds(params, one.params));
      const found = ofChannel.length === 1 ? ofChannel : meant;
      return found.flatMap(({ listeners }) => [...listeners]);
    },
  };
}

const keyOf = (channel: string, params: Readonly<Record<string, unknown>>): string =>
  JSON.stringify([channel, ...Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1))]);

/** What was asked for is in what is told: an epoch may come back as text. */
const holds = (told: Readonly<Record<string, unknown>>, asked: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(asked).every(([name, value]) => String(told[name]) === String(value));
