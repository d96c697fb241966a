import { type Clock, makeBell } from '@pooltool/shared-utils/clock';
import { passAfterPass } from '@pooltool/shared-utils/daemon';
import type { PoolToolError } from '@pooltool/shared-utils/errors';
import { declaredError } from '@pooltool/shared-utils/http';
import { type JsonObject, stringifyLossless } from '@pooltool/shared-utils/json';
import type { Log } from '@pooltool/shared-utils/log';
import { tooBusy, tooManySubscriptions } from '../errors.ts';
import { admitListeners } from './admit.ts';
import type { Channel } from './channel.ts';
import type { ChannelName } from './channel-names.ts';
import type { Given } from './client-message.ts';
import { type Drawing, drawEach } from './draw-each.ts';
import type { Listener } from './listener.ts';
import { makePace } from './pace.ts';
import { makePlaces } from './places.ts';
import { errorMessage } from './server-message.ts';
import { makeTeller } from './tell.ts';
import { makeTopic, type Topic } from './topic.ts';

/** A channel at work: its topics, who listens to them, and the one loop that draws them. */
export interface Lane {
  /** Answered with a snapshot, however often it is said. @throws POOLTOOL_MESSAGE_INVALID, POOLTOOL_TOO_MANY_SUBSCRIPTIONS, POOLTOOL_TOO_BUSY */
  subscribe(listener: Listener, given: Given): void;
  /** What was not subscribed to is let go of as well. @throws POOLTOOL_MESSAGE_INVALID */
  unsubscribe(listener: Listener, given: Given): void;
  /** The truth may be another one. @param user only what is his; absent: anybody's */
  wake(user?: string): void;
  counts(): { readonly topics: number; readonly subscriptions: number };
  /** Resolves when the signal is aborted. @throws an error that halts */
  readonly ended: Promise<void>;
}

export interface LaneParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** of one socket, all channels together */
  readonly mostSubscriptions: number;
  readonly onRedraw: (channel: ChannelName, seconds: { readonly drawing: number; readonly telling: number }) => void;
  readonly onSent: (channel: ChannelName) => void;
}

/** A wake that nobody told of is made up for after this. */
export const LOOK_ANYWAY_MS = 20_000;
const LONGEST_DELAY_MS = 10_000;

export function openLane<Params extends JsonObject>(channel: Channel<Params>, parts: LaneParts): Lane {
  const { clock, log, signal, mostSubscriptions } = parts;
  const topics = new Map<string, Topic<Params>>();
  const places = makePlaces({ most: channel.mostTopics });
  const bell = makeBell(clock);
  const pace = makePace(channel);
  let highest = 0;
  let lookedMs = clock.now();
  /** why the last pass failed; null: it did not */
  let failure: PoolToolError | null = null;

  const keyOf = (params: Params): string => stringifyLossless(params);

  function topicOf(params: Params, { address }: Listener): Topic<Params> {
    const known = topics.get(keyOf(params));
    if (known !== undefined) return known;
    if (places.areAllTaken()) throw tooBusy({ message: `too much is listened to of ${channel.name} at this moment` });
    if (!places.take(address)) {
      throw tooManySubscriptions({
        message: `your address listens to as much of ${channel.name} that nobody else does as it may`,
      });
    }
    const made = makeTopic({ channel, params, from: highest, broughtBy: address });
    topics.set(keyOf(params), made);
    // What is kept for a while may be of before a wake that found nobody listening.
    pace.woken(clock.now(), false);
    return made;
  }

  function leave(topic: Topic<Params>, one: Listener): void {
    topic.members.delete(one);
    one.held.delete(topic);
    one.outlet.forget(topic);
    if (topic.members.size > 0 || topics.get(keyOf(topic.params)) !== topic) return;
    topics.delete(keyOf(topic.params));
    places.leave(topic.broughtBy);
  }

  const { deliver, tellAll, warn, warnAll } = makeTeller<Params>({
    channel: channel.name,
    onSent: parts.onSent,
    // What is not for everybody is judged anew first.
    onRoom: (topic, one, member) => {
      if (channel.admit === undefined) deliver(topic, one, member);
      else hurry(topic);
    },
  });

  function hurry(topic: Topic<Params>): void {
    topic.dirty = true;
    topic.urgent = true;
    bell.ring();
  }

  function refuse(topic: Topic<Params>, one: Listener, error: PoolToolError): void {
    one.outlet.tell(errorMessage(error, topic.about));
    leave(topic, one);
  }

  function waitMs(): number {
    const dirty = [...topics.values()].filter((topic) => topic.dirty);
    if (dirty.some(({ urgent }) => urgent)) return 0;
    return (dirty.length > 0 ? pace.ripeMs() : lookedMs + LOOK_ANYWAY_MS) - clock.now();
  }

  async function rest(): Promise<void> {
    for (let left = waitMs(); left > 0; left = waitMs()) await bell.wait(left, signal);
    if (clock.now() < lookedMs + LOOK_ANYWAY_MS) return;
    lookedMs = clock.now();
    for (const topic of topics.values()) topic.dirty = true;
  }

  async function pass(): Promise<void> {
    const beganMs = clock.now();
    const isRipe = beganMs >= pace.ripeMs();
    const due = [...topics.values()].filter(({ dirty, urgent }) => dirty && (isRipe || urgent));
    if (due.length === 0) return;
    const again = pace.isYoung(beganMs);
    if (isRipe) pace.begun(beganMs);
    // Before the look: a wake that comes during it may tell of something newer than what it sees.
    for (const topic of due) {
      topic.dirty = again;
      topic.urgent = false;
    }
    try {
      await admitListeners(channel, due, { refuse, again: hurry });
      const listened = due.filter(({ members }) => members.size > 0);
      const drawings = await drawEach(
        channel,
        listened.map(({ params }) => params),
      );
      const drawnMs = clock.now();
      failure = null;
      for (const [at, topic] of listened.entries()) await show(topic, drawings[at]);
      if (isRipe) pace.done(clock.now());
      parts.onRedraw(channel.name, { drawing: (drawnMs - beganMs) / 1_000, telling: (clock.now() - drawnMs) / 1_000 });
    } catch (error) {
      failure = declaredError(error);
      for (const topic of due) {
        topic.dirty = topic.urgent = true;
        warnAll(topic, failure);
      }
      throw error;
    }
  }

  async function show(topic: Topic<Params>, drawing: Drawing | undefined): Promise<void> {
    if (drawing === undefined) return;
    if ('error' in drawing) {
      log.error({ channel: channel.name, params: topic.params, error: drawing.cause }, 'websocket.topic-failed');
      warnAll(topic, drawing.error);
      return;
    }
    topic.take(drawing.drawn);
    highest = Math.max(highest, topic.seq());
    await tellAll(topic);
  }

  const passes = passAfterPass({
    pass,
    rest,
    clock,
    log: log.child({ channel: channel.name }),
    signal,
    delayed: 'websocket.redraw-delayed',
    longestDelayMs: LONGEST_DELAY_MS,
  });

  return {
    subscribe(one, given) {
      const params = channel.readParams(given);
      const known = topics.get(keyOf(params))?.members.get(one);
      if (known === undefined && one.held.size >= mostSubscriptions) {
        throw tooManySubscriptions({ message: `one socket has at most ${mostSubscriptions} subscriptions` });
      }
      const topic = topicOf(params, one);
      const member = known ?? { seen: 0, warned: false, token: null, mayHear: false };
      member.seen = 0;
      member.warned = false;
      // Who comes while another one's is being drawn is judged himself first.
      member.mayHear = channel.admit === undefined;
      member.token = tokenIn(given) ?? one.bearer;
      topic.members.set(one, member);
      one.held.set(topic, () => leave(topic, one));
      // As it was known last, also while it cannot be drawn: it is looked at again as soon as it can.
      if (topic.isDrawn() && channel.admit === undefined) deliver(topic, one, member);
      else {
        if (failure !== null) warn(topic, one, member, failure);
        hurry(topic);
      }
    },
    unsubscribe(one, given) {
      const topic = topics.get(keyOf(channel.readParams(given)));
      if (topic !== undefined) leave(topic, one);
    },
    wake(user) {
      const meant = [...topics.values()].filter(
        ({ params }) => user === undefined || channel.userOf === undefined || channel.userOf(params) === user,
      );
      if (meant.length === 0) return;
      pace.woken(clock.now(), ![...topics.values()].some(({ dirty }) => dirty));
      for (const topic of meant) topic.dirty = true;
      bell.ring();
    },
    counts: () => ({
      topics: topics.size,
      subscriptions: [...topics.values()].reduce((sum, { members }) => sum + members.size, 0),
    }),
    ended: passes.ended,
  };
}

/** What is no text is none. */
function tokenIn(given: Given): string | null {
  const token = given.get('token');
  return typeof token === 'string' ? token : null;
}
