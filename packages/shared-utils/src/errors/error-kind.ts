import { type Disposition, type ErrorCode, type ErrorDetails, PoolToolError } from './pooltool-error.ts';

/** An error of one kind: its code is known to the compiler. */
export type KindOfError<Code extends ErrorCode> = PoolToolError & { readonly code: Code };

export type ErrorArgs = {
  /** Default: what the kind `says`. Name what and where: 'the dump ends after 1,024 of 4,096 bytes'. */
  readonly message?: string | undefined;
  /** Default: the kind's own. */
  readonly whatToDo?: string | undefined;
  readonly details?: ErrorDetails | undefined;
  readonly cause?: unknown;
};

/** Makes errors of one kind, and carries the kind's facts for those who only ask. */
export type ErrorKind<Code extends ErrorCode = ErrorCode> = {
  (args?: ErrorArgs): KindOfError<Code>;
  readonly code: Code;
  readonly disposition: Disposition;
  readonly status: number;
  readonly says: string;
  is(error: unknown): error is KindOfError<Code>;
};

export type ErrorKindDefinition<Code extends ErrorCode> = {
  readonly code: Code;
  readonly disposition: Disposition;
  /** Default: reject 400, retry 503, halt 500. */
  readonly status?: number;
  /** The message when none is given: one sentence without a full stop. */
  readonly says: string;
  /** Its messages tell how we are built (addresses, names of buckets): the log has them, who asks over HTTP hears `says`. */
  readonly inside?: boolean;
  /** What whoever asked over HTTP should do next: one sentence without a full stop. Absent: what the disposition says. */
  readonly whatToDo?: string;
};

const DEFAULT_STATUS: Readonly<Record<Disposition, number>> = { reject: 400, retry: 503, halt: 500 };

/**
 * Declares a kind of error. Each package does so in its `errors.ts`, one constant per code:
 *
 *     export const unknownParent = errorKind({ code: 'POOLTOOL_UNKNOWN_PARENT', disposition: 'retry', says: '…' });
 *     throw unknownParent({ details: { slot, hash } });
 *     if (unknownParent.is(error)) …
 *
 * The code stands as a literal on purpose: test/errors-documented.test.ts finds it there and in docs/errors.md.
 */
export function errorKind<const Code extends ErrorCode>(definition: ErrorKindDefinition<Code>): ErrorKind<Code> {
  const { code, disposition, says, inside = false, status = DEFAULT_STATUS[disposition] } = definition;
  const facts = { code, disposition, status, says } as const;

  function is(error: unknown): error is KindOfError<Code> {
    return error instanceof PoolToolError && error.code === code;
  }
  function make({ message = says, details, cause, whatToDo = definition.whatToDo }: ErrorArgs = {}): KindOfError<Code> {
    const outside = inside ? says : undefined;
    const error = new PoolToolError({ ...facts, message, outside, whatToDo, details, cause });
    // The stack begins where the error was made, not in here.
    Error.captureStackTrace(error, make);
    if (!is(error)) throw new TypeError(`${code} is not of its own kind`);
    return error;
  }
  return Object.assign(make, facts, { is });
}
