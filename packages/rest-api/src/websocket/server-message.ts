import type { PoolToolError } from '@pooltool/shared-utils/errors';
import { answerOf } from '@pooltool/shared-utils/http';

import { type JsonObject, stringifyLossless } from '@pooltool/shared-utils/json';

/** What a message is about; `params` as the channel understood them, which is never a token. */
export interface About {
  readonly channel: string;
  readonly params: JsonObject;
}

interface Told extends About {
  readonly type: 'snapshot' | 'update';
  /** counts up within a channel and its params */
  readonly seq: number;
  /** JSON already */
  readonly data: string | Buffer;
}

/** Made once for all who are told. */
export function dataMessage({ type, channel, params, seq, data }: Told): Buffer {
  const head = stringifyLossless({ type, channel, params, seq });
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"data":`), Buffer.from(data), CLOSING]);
}

const CLOSING = Buffer.from('}');

export const PING_MESSAGE = Buffer.from('{"type":"ping"}');

/** `msg` is what the website logs; the rest is what every answer of the API says of an error. */
export function errorMessage(error: PoolToolError, about?: About | { readonly channel: string }): Buffer {
  const { code, message, whatToDo } = answerOf(error).error;
  return Buffer.from(stringifyLossless({ type: 'error', msg: message, code, whatToDo, ...about }));
}
