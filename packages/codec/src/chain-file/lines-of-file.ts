import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { chainFileUnreadable } from '../errors.ts';

export interface FileLine {
  readonly text: string;
  /** from 1 */
  readonly number: number;
}

/** An event repeats a block of at most 100 kB twice, as CBOR and as records; beyond this nothing is a line of a chain. */
const LONGEST_LINE_BYTES = 1 << 24;
const LINE_FEED = 0x0a;

/**
 * The lines of a text file, unpacked when its name ends in .gz; empty ones are passed over. Memory stays at one line.
 *
 * @throws POOLTOOL_CHAIN_FILE_UNREADABLE for a line that does not end; what the file system and gzip throw
 */
export async function* linesOfFile(path: string): AsyncGenerator<FileLine> {
  let number = 0;
  for await (const bytes of splitAtLineFeeds(piecesOf(path), path)) {
    number += 1;
    const text = bytes.toString('utf8').trim();
    if (text !== '') yield { text, number };
  }
}

async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  if (!path.endsWith('.gz')) return yield* file;
  const unpacked = createGunzip();
  // What goes wrong in the file destroys `unpacked` with the same error, which is then thrown to the reader below.
  pipeline(file, unpacked, () => {});
  try {
    yield* unpacked;
  } finally {
    unpacked.destroy();
  }
}

async function* splitAtLineFeeds(pieces: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  let open: Buffer[] = [];
  let openBytes = 0;
  let lines = 0;
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, from)) {
      yield Buffer.concat([...open, piece.subarray(from, end)]);
      [open, openBytes, from] = [[], 0, end + 1];
      lines += 1;
    }
    open.push(piece.subarray(from));
    openBytes += piece.length - from;
    if (openBytes > LONGEST_LINE_BYTES) throw tooLong(path, lines + 1);
  }
  if (openBytes > 0) yield Buffer.concat(open);
}

const tooLong = (path: string, line: number) =>
  chainFileUnreadable({
    message: `${path}, line ${line} is longer than ${LONGEST_LINE_BYTES} bytes`,
    details: { file: path, line },
  });
