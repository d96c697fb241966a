import { createHash } from 'node:crypto';
import { blockHash, emptyLiveDelegators, epoch, lovelace, ratio, slot } from '@pooltool/domain';
import { hash32, testPool } from '@pooltool/domain/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLiveStakeFile, type LiveStakeFile, liveStakeFileChunks } from '../src/index.ts';

const encoded = (file: LiveStakeFile): Uint8Array => Buffer.concat([...liveStakeFileChunks(file)]);

const POOLS = [testPool(1, { ownerTags: [7, 8], margin: ratio(1n, 3n) }), testPool(2)];

/** `rows` of them, with amounts up to the largest there are. */
function fileOf(rows: number, given: Partial<LiveStakeFile> = {}): LiveStakeFile {
  const delegators = emptyLiveDelegators(rows);
  for (let row = 0; row < rows; row += 1) {
    delegators.kind[row] = row % 2;
    delegators.hash.fill(row + 1, row * 28, (row + 1) * 28);
    delegators.outputs[row] = row === 0 ? 2n ** 64n - 1n : BigInt(row);
    delegators.rewards[row] = BigInt(row) << 40n;
    delegators.pool[row] = row % POOLS.length;
  }
  return {
    network: 'devnet',
    magic: 42,
    place: { epoch: epoch(500), blocks: 1_234 },
    point: { slot: slot(9), hash: blockHash(hash32(3)) },
    pots: { reserves: lovelace(2n ** 60n), treasury: lovelace(5n) },
    optimalPoolCount: 500,
    decentralisation: ratio(0n, 1n),
    leftOut: 3,
    pools: POOLS,
    delegators,
    ...given,
  };
}

describe('a live stake file', () => {
  test('is read back as it was written, whatever the number of rows', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.boolean(), (rows, hasPoint) => {
        const file = fileOf(rows, hasPoint ? {} : { point: null });
        expect(decodeLiveStakeFile(encoded(file))).toEqual(file);
      }),
    );
  });

  test('may lie anywhere in memory', () => {
    const file = fileOf(3);
    const bytes = encoded(file);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeLiveStakeFile(shifted.subarray(3))).toEqual(file);
  });

  test('of the same stake is the same bytes', () => {
    expect(encoded(fileOf(5))).toEqual(encoded(fileOf(5)));
  });
});

describe('is refused', () => {
  const whole = encoded(fileOf(5));

  test('wherever a bit is another, and wherever it is cut', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(7), (at, bit) => {
        const changed = Uint8Array.from(whole);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(() => decodeLiveStakeFile(changed)).toThrow('the live stake file is unreadable');
        expect(() => decodeLiveStakeFile(whole.slice(0, at))).toThrow('the live stake file is unreadable');
      }),
    );
  });

  test.each([
    {
      says: 'a row of a pool that is not in it',
      file: { delegators: { ...fileOf(2).delegators, pool: new Uint32Array([0, 2]) } },
      why: 'row 1 delegates to pool 2',
    },
    {
      says: 'a row of a kind that there is not',
      file: { delegators: { ...fileOf(2).delegators, kind: new Uint8Array([0, 2]) } },
      why: 'row 1 is of kind 2',
    },
  ])('$says', ({ file, why }) => {
    expect(() => decodeLiveStakeFile(encoded(fileOf(2, file)))).toThrow(why);
  });

  test('a later version, by its number', () => {
    const later = Uint8Array.from(whole);
    later[8] = 2;
    expect(() => decodeLiveStakeFile(signedAnew(later))).toThrow('it is of version 2');
  });

  test('other contents under a right hash', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 200 }), fc.nat(255), (at, value) => {
        const changed = Uint8Array.from(whole);
        changed[at] = value;
        expect(outcomeOf(signedAnew(changed))).toMatch(/^(read|the live stake file is unreadable: )/);
      }),
    );
  });
});

function signedAnew(bytes: Uint8Array): Uint8Array {
  const contents = bytes.subarray(0, -32);
  return Buffer.concat([contents, createHash('sha256').update(contents).digest()]);
}

function outcomeOf(bytes: Uint8Array): string {
  try {
    decodeLiveStakeFile(bytes);
    return 'read';
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
}
