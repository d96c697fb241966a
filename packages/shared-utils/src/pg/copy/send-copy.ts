import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import { asDatabaseError } from '../errors.ts';
import { CONNECTION, type Transaction } from '../queryable.ts';
import { quoteIdentifier } from '../quote-identifier.ts';

/** PostgreSQL, "COPY, Binary Format": signature, no flags, no header extension. */
export const BINARY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** A field count of −1 ends the file. */
export const BINARY_TRAILER = Buffer.from([0xff, 0xff]);

/** Streams chunks of the binary format into a table, at the pace the server takes them; answers the rows it counted. */
export async function sendCopy(
  tx: Transaction,
  { table, columns }: { readonly table: string; readonly columns: readonly { readonly name: string }[] },
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<number> {
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const copy = tx[CONNECTION].query(from(`copy ${quoteIdentifier(table)} (${names}) from stdin (format binary)`));
  try {
    await pipeline(Readable.from(chunks, { objectMode: true, highWaterMark: 2 }), copy);
  } catch (error) {
    throw asDatabaseError(error);
  }
  return copy.rowCount;
}
