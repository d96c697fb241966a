import { to } from 'pg-copy-streams';
import { asDatabaseError } from '../errors.ts';
import { CONNECTION, type Transaction } from '../queryable.ts';

/** The server sends some ten kilobytes at a time, and whoever takes them does something for each: writes a file, cuts lines. */
const HANDED_BYTES = 256 * 1024;

/**
 * Hands the answer of a query as CSV without a header to `take`, chunk by chunk as the server sends them and no faster
 * than they are taken: constant memory for any number of rows. NULL is an empty field; lines end with LF, chunks anywhere.
 * COPY knows no parameters: `query` may hold only what code made of checked values.
 *
 * When `take` fails, the rest of the answer is read and thrown away before its error is thrown: a connection that is left
 * in the middle of one would answer nothing any more, not even ROLLBACK.
 */
export async function copyOut(
  tx: Transaction,
  query: string,
  take: (chunk: Buffer) => Promise<unknown>,
): Promise<void> {
  const copy = tx[CONNECTION].query(to(`copy (${query}) to stdout (format csv)`));
  // Between the last row and PostgreSQL's last word nobody reads any more, and a connection that breaks there would end the
  // process. All rows are here then; whoever uses the connection next hears of it.
  copy.on('error', () => {});
  let failed: { readonly error: unknown } | undefined;
  let waiting: Buffer[] = [];
  let bytes = 0;
  const hand = async (): Promise<void> => {
    const chunk = Buffer.concat(waiting, bytes);
    waiting = [];
    bytes = 0;
    if (failed === undefined) await take(chunk).catch((error: unknown) => (failed = { error }));
  };
  try {
    for await (const chunk of copy) {
      waiting.push(chunk);
      bytes += chunk.length;
      if (bytes >= HANDED_BYTES) await hand();
    }
    if (bytes > 0) await hand();
  } catch (error) {
    throw asDatabaseError(error);
  }
  if (failed !== undefined) throw failed.error;
}
