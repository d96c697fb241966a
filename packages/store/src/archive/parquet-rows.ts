import { zstdDecompressSync } from 'node:zlib';
import type { AsyncBuffer, FileMetaData, RowGroup } from 'hyparquet';
import { ARCHIVE_COLUMNS } from './archive-entry.ts';

/** A row of an archive object as text, by ARCHIVE_COLUMNS; null as ''. */
export type RowText = readonly string[];

/** The four bytes before the last four of a Parquet file: how long its table of contents is. */
export const TAIL_BYTES = 8;

/** Loaded when the first archive object is read: daemons that never read one do not pay for it. */
const parquet = () => import('hyparquet');

/** What a Parquet file's end says of it. `tail`: from the table of contents to the last byte. */
export async function tableOfContents(tail: Uint8Array): Promise<FileMetaData> {
  const { parquetMetadata } = await parquet();
  return parquetMetadata(arrayBufferOf(tail));
}

/** Half-open, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Neighbouring row groups that may hold a credential (the rows are sorted by it), and where they lie; null: none. */
export function groupsHolding(
  { row_groups }: FileMetaData,
  credential: string,
): { readonly bytes: ByteRange; readonly rows: ByteRange } | null {
  let row = 0;
  let found: { bytes: ByteRange; rows: ByteRange } | null = null;
  for (const group of row_groups) {
    const rows = { start: row, end: row + Number(group.num_rows) };
    row = rows.end;
    if (!mayHold(group, credential)) continue;
    const bytes = bytesOf(group);
    found =
      found === null
        ? { bytes, rows }
        : {
            bytes: { start: Math.min(found.bytes.start, bytes.start), end: Math.max(found.bytes.end, bytes.end) },
            rows: { start: found.rows.start, end: rows.end },
          };
  }
  return found;
}

function mayHold({ columns }: RowGroup, credential: string): boolean {
  const statistics = columns[0]?.meta_data?.statistics;
  // A writer that keeps no statistics costs bytes, never rows.
  const { min_value: min, max_value: max } = statistics ?? {};
  return !(typeof min === 'string' && credential < min) && !(typeof max === 'string' && credential > max);
}

function bytesOf({ columns }: RowGroup): ByteRange {
  let start = Number.MAX_SAFE_INTEGER;
  let end = 0;
  for (const { meta_data: data } of columns) {
    if (data === undefined) continue;
    const first = Number(data.dictionary_page_offset ?? data.data_page_offset);
    start = Math.min(start, first);
    end = Math.max(end, first + Number(data.total_compressed_size));
  }
  return { start, end };
}

/** A part of a file that was fetched. */
export interface FetchedPart {
  /** of the file */
  readonly length: number;
  /** where `bytes` begin in it */
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** Rows `rows` of a file (default: all) from a part that holds them. @throws whatever a damaged file makes of it */
export async function rowsOf(part: FetchedPart, metadata: FileMetaData, rows?: ByteRange): Promise<RowText[]> {
  const { parquetRead } = await parquet();
  let read: unknown[][] = [];
  await parquetRead({
    file: fileOf(part),
    metadata,
    columns: ARCHIVE_COLUMNS.map(([name]) => name),
    ...(rows === undefined ? {} : { rowStart: rows.start, rowEnd: rows.end }),
    compressors: { ZSTD: (input) => zstdDecompressSync(input) },
    // All texts are hex and words; five times as fast as decoding UTF-8.
    parsers: { stringFromBytes: (bytes: Uint8Array) => bufferOf(bytes).toString('latin1') },
    onComplete: (all) => {
      read = all;
    },
  });
  return read.map((row) => row.map((value) => (value === null || value === undefined ? '' : String(value))));
}

function fileOf({ length, start, bytes }: FetchedPart): AsyncBuffer {
  return {
    byteLength: length,
    slice: (from, to = length) => {
      const [first, last] = [from - start, to - start];
      if (first < 0 || last > bytes.length) throw new RangeError(`bytes ${from} to ${to} were not fetched`);
      return arrayBufferOf(bytes.subarray(first, last));
    },
  };
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function arrayBufferOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}
