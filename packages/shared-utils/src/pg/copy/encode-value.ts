import type { ByteSink } from './byte-sink.ts';
import { InvalidCopyValue } from './invalid-copy-value.ts';

/** What COPY can write, by PostgreSQL's names, and what it takes: see `encoders`. Arrays have one dimension. */
export type ScalarType = 'int2' | 'int4' | 'int8' | 'bytea' | 'text' | 'bool' | 'float8' | 'jsonb' | 'timestamptz';
export type ColumnType = ScalarType | `${ScalarType}[]`;

/** Writes one value: its length in four bytes, then the bytes of PostgreSQL's binary format for the type. */
export type ValueEncoder = (sink: ByteSink, value: unknown) => void;

const NULL_LENGTH = -1;
const JSONB_VERSION = 1;
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const HEX = /^(?:[0-9a-fA-F]{2})*$/;

const encoders: Record<ScalarType, ValueEncoder> = {
  int2: (sink, value) => {
    const number = integerIn(value, 'int2', -0x8000, 0x7fff);
    sink.int32(2);
    sink.int16(number);
  },
  int4: (sink, value) => {
    const number = integerIn(value, 'int4', -0x8000_0000, 0x7fff_ffff);
    sink.int32(4);
    sink.int32(number);
  },
  /** A bigint, or a number that is a safe integer. */
  int8: (sink, value) => {
    const number = typeof value === 'bigint' ? value : BigInt(integerIn(value, 'int8', -MOST, MOST));
    if (BigInt.asIntN(64, number) !== number) throw new InvalidCopyValue('int8', value, 'within 64 bits');
    sink.int32(8);
    sink.int64(number);
  },
  /** A Uint8Array, or hex. */
  bytea: (sink, value) => {
    if (value instanceof Uint8Array) {
      sink.int32(value.length);
      sink.bytes(value);
    } else if (typeof value === 'string' && HEX.test(value)) {
      sink.int32(value.length / 2);
      sink.text(value, 'hex', value.length / 2);
    } else throw new InvalidCopyValue('bytea', value, 'a Uint8Array or hex');
  },
  text: (sink, value) => {
    if (typeof value !== 'string') throw new InvalidCopyValue('text', value, 'a string');
    if (value.includes('\0'))
      throw new InvalidCopyValue('text', value, 'without U+0000, which PostgreSQL cannot store');
    text(sink, value);
  },
  bool: (sink, value) => {
    if (typeof value !== 'boolean') throw new InvalidCopyValue('bool', value, 'a boolean');
    sink.int32(1);
    sink.int8bit(value ? 1 : 0);
  },
  float8: (sink, value) => {
    if (typeof value !== 'number') throw new InvalidCopyValue('float8', value, 'a number');
    sink.int32(8);
    sink.float64(value);
  },
  /** Anything JSON.stringify takes; a string is JSON's string, not JSON text. */
  jsonb: (sink, value) => {
    const json: string | undefined = JSON.stringify(value);
    if (json === undefined) throw new InvalidCopyValue('jsonb', value, 'something JSON has a form for');
    const byteLength = Buffer.byteLength(json);
    sink.int32(byteLength + 1);
    sink.int8bit(JSONB_VERSION);
    sink.text(json, 'utf8', byteLength);
  },
  timestamptz: (sink, value) => {
    if (!(value instanceof Date) || Number.isNaN(value.getTime())) {
      throw new InvalidCopyValue('timestamptz', value, 'a valid Date');
    }
    sink.int32(8);
    sink.int64(BigInt(value.getTime() - POSTGRES_EPOCH_MS) * 1000n);
  },
};

const MOST = Number.MAX_SAFE_INTEGER;

/** PostgreSQL's pg_type.dat; an array carries its element's oid. */
const ELEMENT_OID: Record<ScalarType, number> = {
  int2: 21,
  int4: 23,
  int8: 20,
  bytea: 17,
  text: 25,
  bool: 16,
  float8: 701,
  jsonb: 3802,
  timestamptz: 1184,
};

/** The encoder of a column; null and undefined are SQL's null. The column must have exactly this type: COPY BINARY does not convert. */
export function encoderOf(type: ColumnType): ValueEncoder {
  const encode = isScalar(type) ? encoders[type] : arrayEncoder(elementOf(type));
  return (sink, value) => {
    if (value === null || value === undefined) sink.int32(NULL_LENGTH);
    else encode(sink, value);
  };
}

const isScalar = (type: string): type is ScalarType => Object.hasOwn(encoders, type);

function elementOf(type: string): ScalarType {
  const element = type.slice(0, -'[]'.length);
  if (!isScalar(element)) throw new TypeError(`COPY has no encoder for the type ${type}`);
  return element;
}

function arrayEncoder(element: ScalarType): ValueEncoder {
  const encodeElement = encoderOf(element);
  return (sink, value) => {
    if (!Array.isArray(value)) throw new InvalidCopyValue(`${element}[]`, value, 'an array');
    const items: readonly unknown[] = value;
    const at = sink.length;
    sink.int32(0);
    sink.int32(items.length === 0 ? 0 : 1);
    sink.int32(items.some((item) => item === null || item === undefined) ? 1 : 0);
    sink.int32(ELEMENT_OID[element]);
    if (items.length > 0) {
      sink.int32(items.length);
      sink.int32(1);
      for (const item of items) encodeElement(sink, item);
    }
    sink.patchInt32(at, sink.length - at - 4);
  };
}

function integerIn(value: unknown, type: string, least: number, most: number): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most) {
    throw new InvalidCopyValue(type, value, `a whole number from ${least} to ${most}`);
  }
  return number;
}

function text(sink: ByteSink, value: string): void {
  const byteLength = Buffer.byteLength(value);
  sink.int32(byteLength);
  sink.text(value, 'utf8', byteLength);
}
