import type { PoolToolError } from '@pooltool/shared-utils/errors';
import type { JsonObject, JsonValue } from '@pooltool/shared-utils/json';
import type { ChannelName } from './channel-names.ts';
import type { Given } from './client-message.ts';

/** What a channel shows at some moment. */
export interface Drawn {
  /** JSON: the data of a snapshot */
  readonly text: string | Buffer;
  /** what updates are made from */
  readonly value: JsonValue;
}

/** Somebody who wants to hear of what is not for everybody. */
export interface Applicant<Params> {
  readonly params: Params;
  /** null: none was shown */
  readonly token: string | null;
}

/**
 * What pages subscribe to. A channel is drawn from the truth whenever that may be another one, all that somebody listens to at once, and
 * what differs from what was drawn before is sent: a wake that is lost, or one too many, changes nothing but how soon.
 */
export interface Channel<Params extends JsonObject> {
  readonly name: ChannelName;
  /** Only what the channel reads, in one form. @throws POOLTOOL_MESSAGE_INVALID */
  readonly readParams: (given: Given) => Params;
  /** In the order of `asked`. */
  readonly draw: (asked: readonly Params[]) => Promise<readonly Drawn[]>;
  /** The data of each update; null: only a snapshot can tell it. */
  readonly changes: (before: Drawn, after: Drawn) => readonly JsonValue[] | null;
  /** from one drawing to the next at least */
  readonly restMs: number;
  /** from a wake to its drawing at least: for what is kept as long */
  readonly delayMs?: number;
  /** different params that are drawn at once; more than those are refused */
  readonly mostTopics: number;
  /** For each the reason why it may not hear, or null. Absent: everybody may. */
  readonly admit?: (applicants: readonly Applicant<Params>[]) => Promise<readonly (PoolToolError | null)[]>;
  /** whose it is; absent: it is nobody's, and every change of truth may be one of it */
  readonly userOf?: (params: Params) => string;
}

/** For channels that are sent whole each time. */
export const asAWhole = (_before: Drawn, after: Drawn): readonly JsonValue[] => [after.value];
