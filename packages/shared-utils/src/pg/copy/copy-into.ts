import type { Transaction } from '../queryable.ts';
import { ByteSink } from './byte-sink.ts';
import { type ColumnType, encoderOf } from './encode-value.ts';
import { BINARY_HEADER, BINARY_TRAILER, sendCopy } from './send-copy.ts';

export interface CopyColumn {
  readonly name: string;
  /** Exactly the column's type: COPY BINARY does not convert. */
  readonly type: ColumnType;
}

/**
 * COPYs rows into `table` (`name` or `schema.name`), values in the order of `columns`, and answers how many.
 * Rows are asked for as the server takes them, so an endless iterable costs no memory. A value that does not fit fails
 * the whole COPY with InvalidCopyValue, and with it the transaction.
 */
export function copyInto(
  tx: Transaction,
  into: { readonly table: string; readonly columns: readonly CopyColumn[] },
  rows: Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>,
): Promise<number> {
  const encode = rowEncoder(into.columns);
  return sendCopy(tx, into, Symbol.asyncIterator in rows ? chunksOfAsync(rows, encode) : chunksOf(rows, encode));
}

type EncodeRow = (sink: ByteSink, row: readonly unknown[]) => void;

function rowEncoder(columns: readonly CopyColumn[]): EncodeRow {
  const encoders = columns.map(({ type }) => encoderOf(type));
  return (sink, row) => {
    if (row.length !== encoders.length) {
      throw new RangeError(`a row has ${row.length} values for ${encoders.length} columns`);
    }
    sink.int16(encoders.length);
    for (const [index, encode] of encoders.entries()) encode(sink, row[index]);
  };
}

function* chunksOf(rows: Iterable<readonly unknown[]>, encode: EncodeRow): Generator<Buffer> {
  const sink = new ByteSink();
  sink.bytes(BINARY_HEADER);
  for (const row of rows) {
    encode(sink, row);
    if (sink.isFull) yield sink.take();
  }
  sink.bytes(BINARY_TRAILER);
  yield sink.take();
}

async function* chunksOfAsync(rows: AsyncIterable<readonly unknown[]>, encode: EncodeRow): AsyncGenerator<Buffer> {
  const sink = new ByteSink();
  sink.bytes(BINARY_HEADER);
  for await (const row of rows) {
    encode(sink, row);
    if (sink.isFull) yield sink.take();
  }
  sink.bytes(BINARY_TRAILER);
  yield sink.take();
}
