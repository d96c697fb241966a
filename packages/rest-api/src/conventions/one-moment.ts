import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';

/** For what takes more than one statement: all of them see the same truth. */
export const ofOneMoment = <Result>(pool: Pool, read: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  inTransaction(pool, read, { isolation: 'repeatable read', readOnly: true });
