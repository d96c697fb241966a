import { type Query, query } from '../wire/query.ts';

/** A file since 6.13; before, the whole state came as the answer, which nobody wants. */
export const dump = (to: string): Query<void> =>
  query({
    method: 'queryLedgerState/dump',
    params: { to },
    slow: true,
    read(at) {
      if (!at.absent) at.fail('null: from Ogmios 6.13 on the state is written to a file');
    },
  });
