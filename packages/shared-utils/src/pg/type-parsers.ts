import pg from 'pg';

const { builtins } = pg.types;
/** Array types have no builtin name in pg-types. */
const INT2_ARRAY = 1005;
const INT4_ARRAY = 1007;
const INT8_ARRAY = 1016;
const NUMERIC_ARRAY = 1231;
const DATE_ARRAY = 1182;

/**
 * How Postgres values become JavaScript values, for one pool (pg's global table stays as it is):
 *
 * | Postgres                 | JavaScript                                                                          |
 * | ------------------------ | ----------------------------------------------------------------------------------- |
 * | int2[], int4[]           | number, as pg does, but faster: a block's reports are thousands of them              |
 * | int8, int8[]             | bigint: lovelace passes 2^53                                                          |
 * | numeric, numeric[]       | bigint, because sum(int8) is numeric; a value with a point is refused: cast it in SQL |
 * | date                     | Date at midnight UTC (pg's own parser takes the machine's zone)                     |
 * | timestamp (without zone) | Date, read as UTC                                                                   |
 * | timestamptz, bytea, json | Date, Buffer, parsed value, as pg does                                              |
 */
const ours = new Map<number, (text: string) => unknown>([
  [INT2_ARRAY, parseNumbers],
  [INT4_ARRAY, parseNumbers],
  [builtins.INT8, BigInt],
  [INT8_ARRAY, parseArrayOf(INT8_ARRAY, BigInt)],
  [builtins.NUMERIC, parseWholeNumeric],
  [NUMERIC_ARRAY, parseArrayOf(NUMERIC_ARRAY, parseWholeNumeric)],
  [builtins.DATE, parseDate],
  [DATE_ARRAY, parseArrayOf(DATE_ARRAY, parseDate)],
  [builtins.TIMESTAMP, parseTimestampAsUtc],
]);

export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid, format = 'text') =>
    (format === 'text' ? ours.get(oid) : undefined) ?? pg.types.getTypeParser(oid, format),
};

function parseWholeNumeric(text: string): bigint {
  if (!/^-?\d+$/.test(text)) {
    throw new RangeError(`numeric ${text} has a point: cast it to int8, float8 or text in the query`);
  }
  return BigInt(text);
}

function parseDate(text: string): Date {
  return new Date(`${text}T00:00:00Z`);
}

function parseTimestampAsUtc(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}Z`);
}

/** None of these element types can hold a quote, a comma or a brace, so one level of an array is a plain split. */
function parseArrayOf(oid: number, parse: (text: string) => unknown): (text: string) => unknown {
  return (text) => {
    if (text.startsWith('{{'))
      throw new RangeError(`an array of type ${oid} with more than one dimension is not supported`);
    const inside = text.slice(text.indexOf('{') + 1, -1);
    return inside === '' ? [] : inside.split(',').map((item) => (item === 'NULL' ? null : parse(item)));
  };
}

const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
/** Of NULL, whose letters are the only ones. */
const FIRST_LETTER = 0x41;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** Digit by digit: splitting makes a text of each number first, and takes most of the time that a page of blocks takes. */
function parseNumbers(text: string): (number | null)[] {
  if (text.charCodeAt(0) !== OPENING || text.charCodeAt(1) === OPENING)
    throw new RangeError('an array of numbers with more than one dimension, or with other bounds, is not supported');
  const numbers: (number | null)[] = [];
  if (text.charCodeAt(1) === CLOSING) return numbers;
  let value = 0;
  let sign = 1;
  let isNull = false;
  for (let at = 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSING) {
      numbers.push(isNull ? null : sign * value);
      value = 0;
      sign = 1;
      isNull = false;
    } else if (code === MINUS) sign = -1;
    else if (code >= FIRST_LETTER) isNull = true;
    else value = 10 * value + code - ZERO;
  }
  return numbers;
}
