import type { Block, Era, Transaction } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { listsFailedTransactions } from './era.ts';
import { readHeader } from './header.ts';
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
  const failed = items === 5 ? reader.at('failed', () => new Set(reader.set(() => reader.uintNumber()))) : NONE_FAILED;
  reader.arrayEnd(length, items);
  return {
    kind: 'main',
    era,
    ...header,
    size,
    transactions: bodies.map((body, index) => asTransaction(body, index, { units, failed })),
  };
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
