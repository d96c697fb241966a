import type { ObjectStore } from '@pooltool/shared-utils/aws';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type Comparison, compareFacts, together } from './facts.ts';
import { readLedgerTruth } from './read-ledger-truth.ts';
import type { ExpectedLedger } from './recorded-expectation.ts';

/** Compares our database and files with what the ledger itself says in each of these states. */
export async function compareWithLedger(
  truth: { readonly db: Queryable; readonly objects: ObjectStore },
  expected: readonly ExpectedLedger[],
): Promise<Comparison> {
  const comparisons: Comparison[] = [];
  for (const state of expected) comparisons.push(compareFacts(state.facts, await readLedgerTruth(truth, state)));
  return together(comparisons);
}
