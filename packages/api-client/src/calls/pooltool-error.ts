import type { ErrorCode } from '../generated/error-code.ts';

/** What this client says itself. */
export type ClientCode =
  /** nobody answered: no network, a wrong address, or it took too long */
  | 'CLIENT_NO_ANSWER'
  /** whoever asked gave up by its signal */
  | 'CLIENT_GIVEN_UP'
  /** what was answered is not what the API answers; something stands between */
  | 'CLIENT_UNREADABLE_ANSWER'
  /** a failure in an old client's shape: the message is all there is */
  | 'CLIENT_REFUSED'
  /** this runtime reads no numbers beyond 2^53 */
  | 'CLIENT_DIGITS_LOST';

/** Codes that came after this client was made are told too. */
type LaterCode = string & Record<never, never>;

interface Told {
  readonly code: ErrorCode | ClientCode | LaterCode;
  readonly message: string;
  readonly whatToDo: string;
  readonly status?: number | null;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number | null;
  readonly cause?: unknown;
}

/** Every failure of a call: decide by `code`, show `message` and `whatToDo`. */
export class PoolToolError extends Error {
  readonly code: Told['code'];
  /** the next step of whoever asked */
  readonly whatToDo: string;
  /** of HTTP; null: nothing was answered */
  readonly status: number | null;
  /** facts beside the message */
  readonly details: Readonly<Record<string, unknown>>;
  /** when it is worth trying again; null: nobody said */
  readonly retryAfterSeconds: number | null;

  constructor({ code, message, whatToDo, status = null, details = {}, retryAfterSeconds = null, cause }: Told) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'PoolToolError';
    this.code = code;
    this.whatToDo = whatToDo;
    this.status = status;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
