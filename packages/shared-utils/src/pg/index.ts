export { type AdvisoryLock, holdAdvisoryLock } from './advisory-lock.ts';
export { copyColumns, type FlatColumn } from './copy/copy-columns.ts';
export { type CopyColumn, copyInto } from './copy/copy-into.ts';
export { copyOut } from './copy/copy-out.ts';
export type { ColumnType } from './copy/encode-value.ts';
export {
  asDatabaseError,
  databaseConflict,
  databaseExhausted,
  databaseTooSlow,
  databaseUnreachable,
  transactionLost,
} from './errors.ts';
export { type Listening, listen } from './listen.ts';
export { openPool, type Pool, type PoolOptions } from './pool.ts';
export type { Queryable, QueryConfig, QueryResult, QueryResultRow, Transaction } from './queryable.ts';
export { quoteIdentifier } from './quote-identifier.ts';
export { type InTransactionOptions, inTransaction, together } from './transaction.ts';
