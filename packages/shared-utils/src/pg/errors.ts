import { errorKind } from '../errors/index.ts';

/** The connection could not be made, or broke: Postgres restarts, the network went away, a fail-over is under way. */
export const databaseUnreachable = errorKind({
  code: 'POOLTOOL_DATABASE_UNREACHABLE',
  disposition: 'retry',
  status: 503,
  says: 'PostgreSQL cannot be reached or closed the connection',
  inside: true,
});

/** Two transactions got in each other's way; the same work done again will succeed. */
export const databaseConflict = errorKind({
  code: 'POOLTOOL_DATABASE_CONFLICT',
  disposition: 'retry',
  status: 503,
  says: 'a concurrent transaction got in the way',
  inside: true,
});

/** Out of disk, memory or connections. */
export const databaseExhausted = errorKind({
  code: 'POOLTOOL_DATABASE_EXHAUSTED',
  disposition: 'retry',
  status: 503,
  says: 'PostgreSQL has no disk, memory or connections left',
  inside: true,
});

/** The statement took longer than the pool allows (`statementTimeoutMs`). */
export const databaseTooSlow = errorKind({
  code: 'POOLTOOL_DATABASE_TOO_SLOW',
  disposition: 'retry',
  status: 503,
  says: 'the answer took too long to find',
  inside: true,
  whatToDo: 'ask for less at once, or wait a moment and ask again',
});

/** Work swallowed a failed statement: Postgres answered COMMIT with ROLLBACK, so what was reported as done is not. */
export const transactionLost = errorKind({
  code: 'POOLTOOL_TRANSACTION_LOST',
  disposition: 'halt',
  status: 500,
  says: 'a failed statement inside a transaction was ignored, so PostgreSQL rolled it back at COMMIT',
});

const UNREACHABLE_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/** SQLSTATE by PostgreSQL's appendix A; 25006 is what a former primary says after a fail-over. */
const UNREACHABLE_STATES = /^(08...|57P0[1-5]|25006)$/;
const CONFLICT_STATES = /^(40001|40P01|55P03)$/;
const EXHAUSTED_STATES = /^53...$/;
/** Said of `statement_timeout`, and when an operator cancels the statement: for whoever asked it is the same. */
const TOO_SLOW_STATE = '57014';

/** pg and pg-pool report these without a code, the read timeout of a server that fell silent too; the last is what a standby says, under a code of many meanings. */
const UNREACHABLE_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed and is not queryable|write after end|This socket has been ended|cannot set transaction read-write mode during recovery)/;

/**
 * The coded error for what PostgreSQL or its connection did, with the original as `cause`; anything else comes back
 * as it is. A broken constraint (23xxx) and a wrong statement (42xxx) stay pg's DatabaseError: the caller knows the rule.
 */
export function asDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const about = { message: error.message || code, details: code === '' ? {} : { sqlState: code }, cause: error };
  if (CONFLICT_STATES.test(code)) return databaseConflict(about);
  if (EXHAUSTED_STATES.test(code)) return databaseExhausted(about);
  if (code === TOO_SLOW_STATE) return databaseTooSlow(about);
  if (UNREACHABLE_STATES.test(code) || UNREACHABLE_SYSTEM_CODES.has(code) || UNREACHABLE_MESSAGES.test(error.message)) {
    return databaseUnreachable(about);
  }
  return error;
}
