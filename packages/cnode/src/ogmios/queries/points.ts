import { type Epoch, epoch, type Point } from '@pooltool/domain';
import type { Origin } from '../answers.ts';
import { type Query, query } from '../wire/query.ts';
import type { Reading } from '../wire/reading.ts';
import { pointAt } from '../wire/words.ts';

export const ledgerTip: Query<Point | Origin> = query({ method: 'queryLedgerState/tip', read: pointAt });

export const networkTip: Query<Point | Origin> = query({ method: 'queryNetwork/tip', read: pointAt });

export const ledgerEpoch: Query<Epoch> = query({ method: 'queryLedgerState/epoch', read: epochAt });

export function epochAt(at: Reading): Epoch {
  return at.as(() => epoch(at.safeInteger()));
}
