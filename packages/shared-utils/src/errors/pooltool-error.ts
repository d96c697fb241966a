/** `POOLTOOL_` and capitals: given once, kept for life, explained in docs/errors.md. */
export type ErrorCode = `POOLTOOL_${string}`;

/**
 * What whoever catches the error has to do:
 * - `retry`: the world was not ready. Back off and do the same again; do not acknowledge the message.
 * - `reject`: the input is wrong and stays wrong. Answer 4xx with a reason a person can act on.
 * - `halt`: going on would make the truth wrong. Stop the process with exit 70 and page somebody.
 */
export type Disposition = 'retry' | 'reject' | 'halt';

/** Facts beside the message, named as in GLOSSARY.md. They are logged and shown to callers: never a secret. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export type PoolToolErrorFacts = {
  readonly code: ErrorCode;
  readonly disposition: Disposition;
  /** HTTP status that answers a request which ended in this error. */
  readonly status: number;
  readonly message: string;
  /** What whoever asked over HTTP is told instead of message and details. Absent: those. */
  readonly outside?: string | undefined;
  /** What whoever asked over HTTP should do next, one sentence; absent: what the disposition says. */
  readonly whatToDo?: string | undefined;
  readonly details?: ErrorDetails | undefined;
  readonly cause?: unknown;
};

/** The one base error. It is made by a kind (see `errorKind`), never by hand. */
export class PoolToolError extends Error {
  override readonly name = 'PoolToolError';
  readonly code: ErrorCode;
  readonly disposition: Disposition;
  readonly status: number;
  readonly outside?: string;
  readonly whatToDo?: string;
  readonly details: ErrorDetails;

  constructor({ code, disposition, status, message, outside, whatToDo, details = {}, cause }: PoolToolErrorFacts) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.disposition = disposition;
    this.status = status;
    if (outside !== undefined) this.outside = outside;
    if (whatToDo !== undefined) this.whatToDo = whatToDo;
    this.details = Object.freeze({ ...details });
  }
}
