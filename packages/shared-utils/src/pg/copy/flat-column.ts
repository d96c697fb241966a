import { ByteSink } from './byte-sink.ts';
import { type ColumnType, encoderOf } from './encode-value.ts';

/** A column of a snapshot: row i is `values[i]`, or the i-th piece of `width` bytes. */
export type FlatColumn = { readonly name: string } & (
  | { readonly type: ColumnType; readonly same: unknown }
  /** Row i is `among[index[i]]`; all of `among` must encode to one length, as hashes do. */
  | { readonly type: ColumnType; readonly index: Uint32Array; readonly among: readonly unknown[] }
  | { readonly type: 'bytea'; readonly values: Uint8Array; readonly width: number }
  | { readonly type: 'int2'; readonly values: Uint8Array | Int16Array }
  | { readonly type: 'int4'; readonly values: Uint8Array | Uint16Array | Int32Array | Uint32Array }
  | { readonly type: 'int8'; readonly values: BigUint64Array | BigInt64Array }
  | { readonly type: 'float8'; readonly values: Float64Array }
  | { readonly type: 'bool'; readonly values: Uint8Array }
);

/** Rows `first` to `first + rows − 1`, `stride` bytes each; a field stands `at` bytes into its row. */
interface Rows {
  readonly chunk: Buffer;
  readonly view: DataView;
  readonly first: number;
  readonly rows: number;
  readonly stride: number;
}

/** How a column stands in a row: the bytes of its field, length first, and what writes the rows' own values over them. */
export interface Field {
  readonly bytes: Buffer;
  readonly fill: ((into: Rows, at: number) => void) | undefined;
}

const LENGTH_BYTES = 4;

/** @throws RangeError when the column holds fewer than `count` rows; InvalidCopyValue when a value does not fit. */
export function fieldOf(column: FlatColumn, count: number): Field {
  if ('same' in column) return { bytes: encoded(column.type, column.same), fill: undefined };
  if ('among' in column) {
    demandRows(column.name, column.index.length, count);
    return lookupField(column);
  }
  demandRows(column.name, column.values.length / ('width' in column ? column.width : 1), count);
  return valuesField(column);
}

function valuesField(column: Extract<FlatColumn, { values: unknown }>): Field {
  switch (column.type) {
    case 'bytea':
      return bytesField(column.values, column.width);
    case 'int2':
      return numberField(2, column, (view, at, value) => view.setInt16(at, value));
    case 'int4':
      return numberField(4, column, (view, at, value) => {
        if (value > 0x7fff_ffff) throw new RangeError(`column ${column.name}: ${value} is more than int4 holds`);
        view.setInt32(at, value);
      });
    case 'int8':
      return int8Field(column);
    case 'float8':
      return numberField(8, column, (view, at, value) => view.setFloat64(at, value));
    case 'bool':
      return numberField(1, column, (view, at, value) => view.setUint8(at, value === 0 ? 0 : 1));
  }
}

function numberField(
  width: number,
  { values }: { readonly values: Exclude<ArrayLike<number>, string> },
  write: (view: DataView, at: number, value: number) => void,
): Field {
  return {
    bytes: blank(width),
    fill: ({ view, first, rows, stride }, at) => {
      for (let row = 0, to = at + LENGTH_BYTES; row < rows; row += 1, to += stride) {
        write(view, to, values[first + row] ?? 0);
      }
    },
  };
}

function int8Field({
  name,
  values,
}: {
  readonly name: string;
  readonly values: BigUint64Array | BigInt64Array;
}): Field {
  return {
    bytes: blank(8),
    fill: ({ view, first, rows, stride }, at) => {
      for (let row = 0, to = at + LENGTH_BYTES; row < rows; row += 1, to += stride) {
        const value = values[first + row] ?? 0n;
        if (value > 0x7fff_ffff_ffff_ffffn) throw new RangeError(`column ${name}: ${value} is more than int8 holds`);
        view.setBigInt64(to, value);
      }
    },
  };
}

function bytesField(values: Uint8Array, width: number): Field {
  return {
    bytes: blank(width),
    fill: ({ chunk, first, rows, stride }, at) => {
      let from = first * width;
      for (let row = 0, to = at + LENGTH_BYTES; row < rows; row += 1, to += stride) {
        for (let byte = 0; byte < width; byte += 1) chunk[to + byte] = values[from + byte] ?? 0;
        from += width;
      }
    },
  };
}

function lookupField(column: {
  readonly name: string;
  readonly type: ColumnType;
  readonly index: Uint32Array;
  readonly among: readonly unknown[];
}): Field {
  const { name, index } = column;
  const choices = allEncoded(column.type, column.among);
  const length = choices[0]?.length ?? LENGTH_BYTES;
  if (choices.some((choice) => choice.length !== length)) {
    throw new RangeError(`column ${name}: the values to choose from differ in length`);
  }
  return {
    bytes: Buffer.alloc(length),
    fill: ({ chunk, first, rows, stride }, at) => {
      for (let row = 0, to = at; row < rows; row += 1, to += stride) {
        const choice = choices[index[first + row] ?? -1];
        if (choice === undefined) {
          throw new RangeError(`column ${name}: row ${first + row} chooses ${index[first + row]} of ${choices.length}`);
        }
        for (let byte = 0; byte < length; byte += 1) chunk[to + byte] = choice[byte] ?? 0;
      }
    },
  };
}

function encoded(type: ColumnType, value: unknown): Buffer {
  const [bytes = Buffer.alloc(0)] = allEncoded(type, [value]);
  return bytes;
}

/** In one sink: a sink is a quarter of a megabyte, and there are 3,000 pools to choose from. */
function allEncoded(type: ColumnType, values: readonly unknown[]): Buffer[] {
  const sink = new ByteSink();
  const encode = encoderOf(type);
  const ends = values.map((value) => {
    encode(sink, value);
    return sink.length;
  });
  const bytes = sink.take();
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function blank(width: number): Buffer {
  const bytes = Buffer.alloc(LENGTH_BYTES + width);
  bytes.writeInt32BE(width);
  return bytes;
}

function demandRows(name: string, held: number, count: number): void {
  if (held < count) throw new RangeError(`column ${name} holds ${held} of ${count} rows`);
}
