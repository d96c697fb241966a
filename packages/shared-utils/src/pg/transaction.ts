import type pg from 'pg';
import { asDatabaseError, databaseConflict, transactionLost } from './errors.ts';
import { INSIDE, type Pool, runQuery } from './pool.ts';
import { CONNECTION, type Transaction } from './queryable.ts';

export interface InTransactionOptions {
  /** PostgreSQL's default, read committed, when absent. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
  /** How often the work may be done in all when it meets a conflict (serialization failure, deadlock); 1 when absent. */
  readonly attempts?: number;
}

/**
 * Runs `work` between BEGIN and COMMIT on one connection and answers what it answered; whatever it throws rolls back.
 * With `attempts` above 1 the work must not have effects outside the transaction. When the connection breaks during
 * COMMIT nobody knows the outcome: the retry error then asks for work that is idempotent.
 * @throws POOLTOOL_TRANSACTION_LOST (halt) when the work ignored a failed statement.
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (tx: Transaction) => Promise<Result>,
  options: InTransactionOptions = {},
): Promise<Result> {
  const attempts = options.attempts ?? 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce(pool, work, options);
    } catch (error) {
      if (attempt >= attempts || !databaseConflict.is(error)) throw error;
    }
  }
}

async function attemptOnce<Result>(
  pool: Pool,
  work: (tx: Transaction) => Promise<Result>,
  options: InTransactionOptions,
): Promise<Result> {
  const client = await pool[INSIDE].checkOut();
  const atCommit: (() => Promise<unknown>)[] = [];
  const tx: Transaction = {
    query: (statement, values) => runQuery(client, statement, values),
    [CONNECTION]: client,
    pipelined: pool[INSIDE].pipelined,
    atCommit: (statement) => void atCommit.push(statement),
  };
  try {
    const [, result] = await together(tx, [
      () => tx.query(beginStatement(options, tx.pipelined)),
      () => work(tx),
    ] as const);
    await together(tx, [...atCommit, () => commit(tx)]);
    client.release();
    return result;
  } catch (error) {
    await rollBackAndRelease(client);
    throw asDatabaseError(error);
  }
}

async function commit(tx: Transaction): Promise<void> {
  const { command } = await tx.query('commit');
  if (command !== 'COMMIT') throw transactionLost({});
}

type Results<Statements extends readonly (() => Promise<unknown>)[]> = {
  -readonly [Index in keyof Statements]: Awaited<ReturnType<Statements[Index]>>;
};

/**
 * Does these one after the other and answers all results. On a pipelined pool the later ones are sent before the first
 * is answered: none may depend on what an earlier one answers. PostgreSQL works through them in order, and after a
 * failure it refuses the rest, so the error that is thrown is that of the first to fail.
 */
export async function together<const Statements extends readonly (() => Promise<unknown>)[]>(
  tx: Transaction,
  statements: Statements,
): Promise<Results<Statements>>;
export async function together(tx: Transaction, statements: readonly (() => Promise<unknown>)[]): Promise<unknown[]> {
  if (tx.pipelined) {
    const begun = statements.map(async (statement) => statement());
    try {
      return await Promise.all(begun);
    } finally {
      // A part that still goes on would send its next statement behind the ROLLBACK, where it stands on its own.
      await Promise.allSettled(begun);
    }
  }
  const results: unknown[] = [];
  for (const statement of statements) results.push(await statement());
  return results;
}

/** A connection whose ROLLBACK fails is in an unknown state: it is closed, never given to somebody else. */
async function rollBackAndRelease(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch {
    client.release(true);
  }
}

function beginStatement({ isolation, readOnly }: InTransactionOptions, pipelined: boolean): string {
  const words = ['begin'];
  if (isolation !== undefined) words.push(`isolation level ${isolation}`);
  if (readOnly === true) words.push('read only');
  // Outside of a transaction a pipelined connection writes nothing (pool.ts).
  else if (pipelined) words.push('read write');
  return words.join(' ');
}
