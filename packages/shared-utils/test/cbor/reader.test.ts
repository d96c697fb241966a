import { CborError, CborReader, type CborSource, CborWriter } from '@pooltool/shared-utils/cbor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const reading = (hex: string): CborReader => new CborReader(Buffer.from(hex, 'hex'));
const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('known answers of RFC 8949, appendix A', () => {
  test.each([
    ['00', 0n],
    ['17', 23n],
    ['1818', 24n],
    ['1903e8', 1000n],
    ['1a000f4240', 1_000_000n],
    ['1bffffffffffffffff', 18_446_744_073_709_551_615n],
    ['c249010000000000000000', 18_446_744_073_709_551_616n],
    ['3bffffffffffffffff', -18_446_744_073_709_551_616n],
    ['c349010000000000000000', -18_446_744_073_709_551_617n],
    ['3903e7', -1000n],
  ])('%s is the integer %s', (hex, value) => {
    expect(reading(hex).intBig()).toBe(value);
  });

  test.each([
    ['f93c00', 1],
    ['f97bff', 65_504],
    ['f90001', 2 ** -24],
    ['fa47c35000', 100_000],
    ['fb3ff199999999999a', 1.1],
    ['f9fc00', Number.NEGATIVE_INFINITY],
  ])('%s is the float %s', (hex, value) => {
    expect(reading(hex).float()).toBe(value);
  });

  test('strings come whole whether they were written in chunks or not', () => {
    expect(reading('5f42010243030405ff').hex()).toBe('0102030405');
    expect(reading('7f657374726561646d696e67ff').text()).toBe('streaming');
    expect(reading('450102030405').hex(5)).toBe('0102030405');
  });

  test('arrays, maps and sets read alike with definite and indefinite length', () => {
    for (const hex of ['83010203', '9f010203ff', 'd9010283010203', 'd901029f010203ff']) {
      const reader = reading(hex);
      expect(reader.set(() => reader.int())).toEqual([1, 2, 3]);
      expect(reader.isEnd()).toBe(true);
    }
    for (const hex of ['a201020304', 'bf01020304ff']) {
      const reader = reading(hex);
      const entries: number[] = [];
      expect(reader.entries(() => entries.push(reader.int(), reader.int()))).toBe(2);
      expect(entries).toEqual([1, 2, 3, 4]);
    }
  });
});

describe('an error says where, what was wanted and what was found', () => {
  test('a wrong kind, with the path its callers built', () => {
    const reader = reading('8201820341ff');
    const error = thrownBy(() =>
      reader.at('transactions', () =>
        reader.array((index) =>
          index === 0 ? reader.int() : reader.at('fees', () => reader.array(() => reader.int())),
        ),
      ),
    );
    expect(error).toBeInstanceOf(CborError);
    expect(error).toMatchObject({
      path: 'transactions[1].fees[1]',
      offset: 4,
      message: 'transactions[1].fees[1]: expected an integer at byte 4, found a byte string',
    });
  });

  test.each([
    ['58', 'a head of 2 bytes', 'the end of the input'],
    ['43ffff', '3 bytes of a string', 'the end of the input after 2 bytes'],
    ['5c', 'an item', 'the reserved byte 0x5c'],
    ['5f6161ff', 'a chunk of the string', 'a text string'],
  ])('%s: %s, %s', (hex, expected, found) => {
    expect(thrownBy(() => reading(hex).bytes())).toMatchObject({ expected, found });
  });

  test('a length that the input cannot hold is refused before anything is allocated', () => {
    expect(thrownBy(() => reading('9b000fffffffffffff').array(() => 0))).toMatchObject({ truncated: true });
    expect(thrownBy(() => reading('5b000fffffffffffff').bytes())).toMatchObject({ truncated: true });
  });

  test('an integer beyond 2^53 is an error for a number and none for a bigint', () => {
    expect(thrownBy(() => reading('1b0020000000000000').uintNumber())).toMatchObject({
      expected: 'an integer below 2^53',
    });
    expect(reading('1b0020000000000000').uintBig()).toBe(2n ** 53n);
  });

  test("errors the caller counts as the bytes' fault get the offset and the path", () => {
    const reader = new CborReader(Buffer.from('8105', 'hex'), {
      blames: (error): error is Error => error instanceof RangeError,
    });
    const error = thrownBy(() =>
      reader.array(() => {
        reader.int();
        throw new RangeError('five is not allowed');
      }),
    );
    expect(error).toMatchObject({ path: '[0]', offset: 1, found: 'five is not allowed' });
  });
});

test('bytes are a copy, also when the input is a Buffer', () => {
  const input = Buffer.from('4101', 'hex');
  const copy = new CborReader(input).bytes();
  input[1] = 9;
  expect(copy).toEqual(Uint8Array.of(1));
});

describe('raw bytes and skipping', () => {
  const nested = '9f820102bf61615f4101420203ffff1bffffffffffffffffd81e820103fb3ff199999999999aff';

  test('raw gives the exact bytes of what was read, also when they are not the shortest', () => {
    const reader = reading(`82${nested}1800`);
    reader.arrayStart();
    expect(Buffer.from(reader.rawItem()).toString('hex')).toBe(nested);
    const { value, bytes } = reader.raw(() => reader.int());
    expect([value, Buffer.from(bytes).toString('hex')]).toEqual([0, '1800']);
  });

  test('skipping refuses what is no item', () => {
    for (const hex of ['ff', '81', 'bf01ff', '1f', 'df00', '5f', '5f5f4101ffff', '7f4101ff', 'a1', '9f01', 'fc']) {
      expect(
        thrownBy(() => reading(hex).skip()),
        hex,
      ).toBeInstanceOf(CborError);
    }
  });

  test('nesting as deep as a transaction is long costs no stack, and a hundred thousand levels more are refused', () => {
    const deep = Buffer.alloc(100_000, 0x81);
    deep[deep.length - 1] = 0;
    new CborReader(deep).skip();
    expect(thrownBy(() => new CborReader(Buffer.alloc(200_000, 0x81)).skip())).toBeInstanceOf(CborError);
  });
});

/** Gives `bytes` in small pieces, as a slow file would. */
function trickle(bytes: Uint8Array, step: number): CborSource {
  let at = 0;
  return {
    read: (into) => {
      const piece = bytes.subarray(at, at + Math.min(step, into.length));
      into.set(piece);
      at += piece.length;
      return piece.length;
    },
  };
}

/** Reads any item into plain values, by asking what comes next. */
const readAny = (reader: CborReader): unknown => {
  switch (reader.peek()) {
    case 'array':
      return reader.array(() => readAny(reader));
    case 'bytes':
      return reader.hex();
    case 'text':
      return reader.text();
    case 'bool':
      return reader.bool();
    case 'null':
      return reader.null();
    case 'float':
      return reader.float();
    default:
      return reader.intBig();
  }
};

function writeAny(writer: CborWriter, value: unknown, indefinite: boolean): void {
  if (Array.isArray(value)) {
    writer.array(indefinite ? undefined : value.length);
    for (const item of value) writeAny(writer, item, !indefinite);
    if (indefinite) writer.break();
  } else if (typeof value === 'bigint') writer.int(value);
  else if (typeof value === 'boolean') writer.bool(value);
  else if (typeof value === 'number') writer.float64(value);
  else if (typeof value === 'string') writer.text(value);
  else if (value instanceof Uint8Array) writer.bytes(value);
  else writer.null();
}

const leaf = fc.oneof(
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
  fc.boolean(),
  fc.double({ noNaN: true }),
  fc.string({ unit: 'grapheme' }),
  fc.uint8Array({ maxLength: 40 }),
  fc.constant(null),
);
const tree = fc.letrec((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('node'), { maxLength: 6 })),
})).node;

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
};

test('what the writer writes the reader reads, from memory and from a source in pieces', () => {
  fc.assert(
    fc.property(tree, fc.boolean(), fc.integer({ min: 1, max: 7 }), (value, indefinite, step) => {
      const writer = new CborWriter();
      writeAny(writer, value, indefinite);
      const bytes = writer.finish();
      expect(readAny(new CborReader(bytes))).toEqual(plain(value));
      expect(readAny(new CborReader(trickle(bytes, step)))).toEqual(plain(value));
      const reader = new CborReader(trickle(bytes, step));
      expect(Buffer.from(reader.rawItem())).toEqual(Buffer.from(bytes));
      expect(reader.isEnd()).toBe(true);
    }),
  );
});

test('a source longer than the window is read in constant memory, raw items and long strings across its edges', () => {
  const long = new Uint8Array(3_000_000).fill(7);
  const writer = new CborWriter().array();
  for (let index = 0; index < 200_000; index++) writer.array(2).int(index).hex('00'.repeat(28));
  const bytes = writer.bytes(long).int(1).break().finish();
  const reader = new CborReader(trickle(bytes, 100_003));
  const start = reader.arrayStart();
  for (let index = 0; index < 200_000; index++) {
    if (index % 1000 === 0) expect(reader.rawItem().length).toBe(32 + headOf(index));
    else reader.skip();
  }
  expect(reader.view().length).toBe(long.length);
  expect(reader.int()).toBe(1);
  reader.arrayEnd(start, 200_002);
  expect(reader.position).toBe(bytes.length);
});

/** Bytes of an unsigned integer beyond the first. */
const headOf = (value: number): number => (value < 24 ? 0 : value < 256 ? 1 : value < 65_536 ? 2 : 4);

test('no bytes whatever make the reader throw anything but its own error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const act of [(reader: CborReader) => reader.skip(), (reader: CborReader) => readAny(reader)]) {
        const error = thrownBy(() => act(new CborReader(bytes)));
        if (error !== undefined) expect(error).toBeInstanceOf(CborError);
      }
    }),
    { numRuns: 2000 },
  );
});
