import type { Transaction } from '../queryable.ts';
import { CHUNK_BYTES } from './byte-sink.ts';
import { type Field, type FlatColumn, fieldOf } from './flat-column.ts';
import { BINARY_HEADER, BINARY_TRAILER, sendCopy } from './send-copy.ts';

export type { FlatColumn } from './flat-column.ts';

/**
 * COPYs `count` rows out of flat arrays without an object a row, and answers the rows PostgreSQL counted. Every field
 * has one width and none is null, so a row is a template over which each column writes its part.
 * @throws RangeError when a column is too short or a value does not fit; the transaction is then to be rolled back.
 */
export function copyColumns(
  tx: Transaction,
  into: { readonly table: string; readonly columns: readonly FlatColumn[] },
  count: number,
): Promise<number> {
  const fields = into.columns.map((column) => fieldOf(column, count));
  return sendCopy(tx, into, chunksOf(fields, count));
}

function* chunksOf(fields: readonly Field[], count: number): Generator<Buffer> {
  const { template, fills } = layoutOf(fields);
  const stride = template.length;
  const rowsInChunk = Math.ceil(CHUNK_BYTES / stride);
  yield BINARY_HEADER;
  for (let first = 0; first < count; first += rowsInChunk) {
    const rows = Math.min(rowsInChunk, count - first);
    const chunk = Buffer.alloc(stride * rows, template);
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (const fill of fills) fill({ chunk, view, first, rows, stride });
    yield chunk;
  }
  yield BINARY_TRAILER;
}

type Fill = (into: Parameters<NonNullable<Field['fill']>>[0]) => void;

/** One row in the binary format, field count first, and what each column writes into it. */
function layoutOf(fields: readonly Field[]): { template: Buffer; fills: Fill[] } {
  const fieldCount = Buffer.alloc(2);
  fieldCount.writeInt16BE(fields.length);
  const fills: Fill[] = [];
  let at = fieldCount.length;
  for (const { bytes, fill } of fields) {
    const fieldAt = at;
    if (fill !== undefined) fills.push((into) => fill(into, fieldAt));
    at += bytes.length;
  }
  return { template: Buffer.concat([fieldCount, ...fields.map(({ bytes }) => bytes)]), fills };
}
