import type { Block, Era, Transaction } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { listsFailedTransactions } from './era.ts';
import { readHeader } from './header.ts';
import { demandPossibleSums } from './ledger-bounds.ts';
import { type ExecutionUnits, NO_UNITS, readExecutionUnits } from './redeemers.ts';
import { readTransactionBody, type TransactionBody } from './transaction-body.ts';

/** `[header, bodies, witness sets, auxiliary data, indexes of failed transactions (Alonzo on)]` */
export function readShelleyBlock(
  reader: CborReader,
  { tag, era, size }: { tag: number; era: Era; size: number },
): Block {
  const items = listsFailedTransactions(tag) ? 5 : 4;
  const length = reader.arrayStart(items);
  const header = reader.at('header', () => readHeader(reader, tag));
  const bodies = reader.at('transactions', () => reader.array(() => readTransactionBody(reader)));
  const units = reader.at('witnesses', () => reader.array(() => readExecutionUnits(reader)));
  if (units.length !== bodies.length) {
    throw reader.fail(`${bodies.length} witness sets, one a transaction`, `${units.length}`);
  }
  reader.skip(); // auxiliary data
  const failed = items === 5 ? reader.at('failed', () => readFailed(reader, bodies.length)) : NONE_FAILED;
  const transactions = bodies.map((body, index) => asTransaction(body, index, { units, failed }));
  reader.at('transactions', () => demandPossibleSums(reader, transactions));
  reader.arrayEnd(length, items);
  return {
    kind: 'main',
    era,
    ...header,
    size,
    transactions,
  };
}

/** The indexes of the transactions that failed in phase 2. */
function readFailed(reader: CborReader, transactions: number): ReadonlySet<number> {
  return new Set(
    reader.set(() => {
      const index = reader.uintNumber();
      if (index >= transactions) throw reader.fail(`the index of one of ${transactions} transactions`, `${index}`);
      return index;
    }),
  );
}

const NONE_FAILED: ReadonlySet<number> = new Set();

function asTransaction(
  { totalCollateral, fee, ...body }: TransactionBody,
  index: number,
  { units, failed }: { units: readonly ExecutionUnits[]; failed: ReadonlySet<number> },
): Transaction {
  const valid = !failed.has(index);
  return { ...body, index, valid, fee: valid ? fee : totalCollateral, executionUnits: units[index] ?? NO_UNITS };
}
