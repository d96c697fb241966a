import type { ClientBase, QueryResult, QueryResultRow } from 'pg';

export type { QueryResult, QueryResultRow } from 'pg';

/** A statement; with a `name` it is prepared once per connection and reused. */
export interface QueryConfig {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly name?: string;
}

/**
 * Anything one can ask a question: a pool or a transaction. Rows come as type-parsers.ts says.
 * @throws POOLTOOL_DATABASE_UNREACHABLE, POOLTOOL_DATABASE_CONFLICT, POOLTOOL_DATABASE_EXHAUSTED (retry), or pg's DatabaseError.
 */
export interface Queryable {
  query<Row extends QueryResultRow = Record<string, unknown>>(
    statement: string | QueryConfig,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>>;
}

/** The connection under a transaction. Only this folder has the key, so only `inTransaction` can make a `Transaction`. */
export const CONNECTION: unique symbol = Symbol('connection');

/** One connection between BEGIN and COMMIT. A function that demands it says: my writes stand or fall with the caller's. */
export interface Transaction extends Queryable {
  readonly [CONNECTION]: ClientBase;
  /** statements that are not awaited one by one travel together */
  readonly pipelined: boolean;
  /** Statements whose answers nobody waits for: they are sent when the work is done, just before the COMMIT and with it. */
  atCommit(statement: () => Promise<unknown>): void;
}
