import { CborWriter } from '@pooltool/shared-utils/cbor';

/**
 * What the simulator writes. Arrays are definite, maps keep their order, `Listed` is written as the ledger writes lists
 * and maps: indefinite from 24 entries on (chain-input.md 5.1).
 */
export type Encodable =
  | number
  | bigint
  | string
  | boolean
  | null
  | Uint8Array
  | readonly Encodable[]
  | ReadonlyMap<Encodable, Encodable>
  | Tagged
  | Listed
  | Raw;

export class Tagged {
  readonly tag: number;
  readonly value: Encodable;
  constructor(tag: number, value: Encodable) {
    this.tag = tag;
    this.value = value;
  }
}

/** A list or map of the ledger's own serialiser. */
export class Listed {
  readonly of: readonly Encodable[] | ReadonlyMap<Encodable, Encodable>;
  constructor(of: readonly Encodable[] | ReadonlyMap<Encodable, Encodable>) {
    this.of = of;
  }
}

/** CBOR already. */
export class Raw {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

export const rational = (numerator: bigint, denominator: bigint): Tagged => new Tagged(30, [numerator, denominator]);
export const setOf = (items: readonly Encodable[]): Tagged => new Tagged(258, items);

/** The ledger's own. */
const INDEFINITE_FROM = 24;

export function encode(value: Encodable, indefiniteFrom = INDEFINITE_FROM): Uint8Array {
  const writer = new CborWriter();
  write(writer, value, indefiniteFrom);
  return writer.finish();
}

function write(writer: CborWriter, value: Encodable, indefiniteFrom: number): void {
  if (value === null) writer.null();
  else if (typeof value === 'boolean') writer.bool(value);
  else if (typeof value === 'number' || typeof value === 'bigint') writer.int(value);
  else if (typeof value === 'string') writer.text(value);
  else if (value instanceof Uint8Array) writer.bytes(value);
  else if (value instanceof Raw) writer.raw(value.bytes);
  else if (value instanceof Tagged) write(writer.tag(value.tag), value.value, indefiniteFrom);
  else if (value instanceof Listed) writeMany(writer, value.of, { indefiniteFrom, listed: true });
  else writeMany(writer, value, { indefiniteFrom, listed: false });
}

function writeMany(
  writer: CborWriter,
  many: Listed['of'],
  { indefiniteFrom, listed }: { indefiniteFrom: number; listed: boolean },
): void {
  const indefinite = listed && sizeOf(many) >= indefiniteFrom;
  const length = indefinite ? undefined : sizeOf(many);
  if (isMap(many)) {
    writer.map(length);
    for (const [key, value] of many) {
      write(writer, key, indefiniteFrom);
      write(writer, value, indefiniteFrom);
    }
  } else {
    writer.array(length);
    for (const item of many) write(writer, item, indefiniteFrom);
  }
  if (indefinite) writer.break();
}

const sizeOf = (many: Listed['of']): number => (isMap(many) ? many.size : many.length);
const isMap = (many: Listed['of']): many is ReadonlyMap<Encodable, Encodable> => many instanceof Map;
