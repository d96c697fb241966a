import type { JsonObject, JsonValue } from '@pooltool/shared-utils/json';
import { stringifyLossless } from '@pooltool/shared-utils/json';
import type { Channel, Drawn } from './channel.ts';
import type { Listener } from './listener.ts';
import { type About, dataMessage } from './server-message.ts';

/** One subscriber of a topic. */
export interface Member {
  /** the number of what he was sent last; 0: nothing yet */
  seen: number;
  /** he was told that it takes longer */
  warned: boolean;
  token: string | null;
  /** he was judged by this token, or everybody may hear */
  mayHear: boolean;
}

/** A channel with its params, as all its subscribers see it: drawn and written once for all of them. */
export interface Topic<Params> {
  readonly about: About;
  readonly params: Params;
  /** the address of who was the first to listen */
  readonly broughtBy: string;
  readonly members: Map<Listener, Member>;
  /** another truth may be shown than was drawn */
  dirty: boolean;
  /** somebody waits for his first message */
  urgent: boolean;
  /** Takes what was drawn now. @returns whether it is another than before */
  take(drawn: Drawn): boolean;
  isDrawn(): boolean;
  /** The first message of those that bring somebody from what he has seen to what is newest, and what he has seen then; null: he has. */
  nextFor(member: Pick<Member, 'seen'>): { readonly message: Buffer; readonly seq: number } | null;
  seq(): number;
}

interface Parts<Params extends JsonObject> {
  readonly channel: Pick<Channel<Params>, 'name' | 'changes'>;
  readonly params: Params;
  /** of everything that was ever sent of the channel: numbers grow also when a topic was forgotten and comes back */
  readonly from: number;
  readonly broughtBy: string;
}

export function makeTopic<Params extends JsonObject>({
  channel,
  params,
  from,
  broughtBy,
}: Parts<Params>): Topic<Params> {
  const about = { channel: channel.name, params };
  let drawn: Drawn | null = null;
  let seq = from;
  let snapshot: Buffer | null = null;
  /** from `base` to `seq` */
  let updates: readonly Buffer[] = [];
  let base = from;

  function written(changes: readonly JsonValue[]): Buffer[] {
    return changes.map((data, at) =>
      dataMessage({ type: 'update', ...about, seq: base + at + 1, data: stringifyLossless(data) }),
    );
  }

  return {
    about,
    params,
    broughtBy,
    members: new Map(),
    dirty: true,
    urgent: true,
    take(next) {
      const before = drawn;
      if (before !== null && sameText(before.text, next.text)) return false;
      const changes = before === null ? null : channel.changes(before, next);
      drawn = next;
      snapshot = null;
      // Another snapshot for who comes, and nothing that could be told to who is there.
      if (changes?.length === 0) return false;
      base = seq;
      updates = changes === null ? [] : written(changes);
      seq += changes?.length ?? 1;
      return true;
    },
    isDrawn: () => drawn !== null,
    nextFor({ seen }) {
      if (drawn === null || seen === seq) return null;
      const update = seen === 0 ? undefined : updates[seen - base];
      if (update !== undefined) return { message: update, seq: seen + 1 };
      snapshot ??= dataMessage({ type: 'snapshot', ...about, seq, data: drawn.text });
      return { message: snapshot, seq };
    },
    seq: () => seq,
  };
}

const sameText = (one: string | Buffer, other: string | Buffer): boolean =>
  one === other || (Buffer.isBuffer(one) && Buffer.isBuffer(other) && one.equals(other));
