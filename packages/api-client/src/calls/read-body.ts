import { PoolToolError } from './pooltool-error.ts';

/** What was answered. Its operation's type says what it is; nothing here looks whether it is so. */
export type Body = ReturnType<typeof JSON.parse>;

export interface Answered {
  readonly body: Body;
  readonly headers: Headers;
}

const LONG_NUMBER = /(?:^|[:[,\s])-?\d{16,}/;
const WHOLE = /^-?\d+$/;

/**
 * JSON with every digit: an integer that a number cannot hold is read as a bigint. All others are numbers, as usual.
 * @throws SyntaxError for what is no JSON; PoolToolError CLIENT_DIGITS_LOST where the runtime does not tell how a number was written
 */
export function readJson(text: string): Body {
  // Nearly no answer has such a number, and without a reviver it is read ten times as fast.
  return LONG_NUMBER.test(text) ? JSON.parse(text, exactly) : JSON.parse(text);
}

function exactly(_name: string, value: unknown, ...[written]: readonly { readonly source?: string }[]): unknown {
  if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  if (written?.source === undefined) {
    throw new PoolToolError({
      code: 'CLIENT_DIGITS_LOST',
      message: 'this runtime does not tell how a number was written, so that digits of an amount would be lost',
      whatToDo: 'use Node 22, Chrome 114, Firefox 135, Safari 18.4, or a later one',
    });
  }
  return WHOLE.test(written.source) ? BigInt(written.source) : value;
}
