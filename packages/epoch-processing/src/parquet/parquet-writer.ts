import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ParquetColumns {
  /** names and DuckDB's types, in order */
  readonly columns: readonly (readonly [name: string, type: string])[];
}

/** Writes Parquet files of local ones. DuckDB is loaded with the first writer: daemons without one do not pay for it. */
export interface ParquetWriter {
  /** of its own, gone when the writer closes */
  readonly folder: string;
  /**
   * A CSV file: the columns in order, empty for NULL; `header`: its first line is none of the rows; `rowGroupRows`: for
   * readers of a few rows when absent. Answers how many.
   */
  fromCsv(
    source: ParquetColumns & { readonly path: string; readonly header: boolean; readonly rowGroupRows?: number },
    to: string,
  ): Promise<number>;
  /**
   * Rows of several Parquet files of one schema, those whose first column begins with `prefix`, sorted by all columns.
   * Answers how many; without any there is nothing to read in the file.
   */
  merge(
    source: ParquetColumns & { readonly paths: readonly string[]; readonly prefix: string },
    to: string,
  ): Promise<number>;
}

/** Small enough that a key's rows are one short read, large enough to compress: 2,048 rows. */
const ROW_GROUP_ROWS = 2_048;
const MEMORY_LIMIT = '256MB';
/** For readers of everything: DuckDB's own size. */
export const LARGE_ROW_GROUP = 122_880;

/** One thread: the same rows give the same bytes, and the other processor is PostgreSQL's. */
export async function withParquetWriter<Result>(work: (writer: ParquetWriter) => Promise<Result>): Promise<Result> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-parquet-'));
  try {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '1',
      memory_limit: MEMORY_LIMIT,
      temp_directory: folder,
      autoinstall_known_extensions: 'false',
      // It goes by a file's time and size, and took a new file of the same name for the one before (ZSTD Decompression failure).
      enable_external_file_cache: 'false',
    });
    // A connection does one statement at a time.
    const copy = async (query: string, to: string, rowGroupRows = ROW_GROUP_ROWS): Promise<number> => {
      const options = `format parquet, compression zstd, row_group_size ${rowGroupRows}`;
      const connection = await instance.connect();
      try {
        const { rowsChanged } = await connection.run(`copy (${query}) to ${quoted(to)} (${options})`);
        return rowsChanged;
      } finally {
        connection.closeSync();
      }
    };
    try {
      return await work({
        folder,
        fromCsv: ({ path, columns, header, rowGroupRows }, to) => {
          const types = columns.map(([name, type]) => `${quoted(name)}: ${quoted(type)}`).join(', ');
          return copy(
            `select * from read_csv(${quoted(path)}, header = ${header}, auto_detect = false, delim = ',', quote = '"',
               escape = '"', nullstr = '', columns = {${types}})`,
            to,
            rowGroupRows,
          );
        },
        merge: ({ paths, columns, prefix }, to) => {
          const names = columns.map(([name]) => name);
          return copy(
            `select ${names.join(', ')} from read_parquet([${paths.map(quoted).join(', ')}])
             where starts_with(${names[0]}, ${quoted(prefix)}) order by ${names.join(', ')}`,
            to,
          );
        },
      });
    } finally {
      instance.closeSync();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
