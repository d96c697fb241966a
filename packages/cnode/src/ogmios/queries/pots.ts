import { type Lovelace, lovelace, type Pots } from '@pooltool/domain';
import { type Query, query } from '../wire/query.ts';
import type { Reading } from '../wire/reading.ts';
import { adaAt } from '../wire/words.ts';

export const treasuryAndReserves: Query<Pots> = query({
  method: 'queryLedgerState/treasuryAndReserves',
  read: (at) => ({ reserves: adaAt(at.field('reserves')), treasury: adaAt(at.field('treasury')) }),
});

/** A bare number of lovelace. */
export const lovelaceAt = (at: Reading): Lovelace => at.as(() => lovelace(at.integer()));
