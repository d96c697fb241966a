import {
  type Blake2b256,
  combinedNonces,
  crossedBoundary,
  epoch,
  extendedNonces,
  extraEntropyOf,
  firstNonceOf,
  firstNonces,
  mainnet,
  nonceFreezesAt,
  preview,
  slot,
} from '@pooltool/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

/** Tells what went in, in place of a hash. That the real chain's nonces come out: codec/test/elections.db.test.ts. */
const joined: Blake2b256 = (bytes) => bytes.slice();

const bytes = (...values: number[]) => Uint8Array.from(values);
const step = (at: number, parent: number, value: number) => ({
  slot: slot(at),
  parentHash: bytes(parent),
  nonceValue: bytes(value),
});

test('the neutral nonce changes nothing, and two others go in one after the other', () => {
  expect(combinedNonces(null, null, joined)).toBeNull();
  expect(combinedNonces(bytes(1), null, joined)).toEqual(bytes(1));
  expect(combinedNonces(null, bytes(2), joined)).toEqual(bytes(2));
  expect(combinedNonces(bytes(1), bytes(2), joined)).toEqual(bytes(1, 2));
});

describe('the nonce of an epoch', () => {
  const freezing = { freezesAt: 10, hash: joined };

  test('takes in the blocks before the freeze, and the parent of the last block of the epoch before', () => {
    let nonces = firstNonces(bytes(9));
    nonces = extendedNonces(nonces, step(1, 101, 1), freezing);
    nonces = extendedNonces(nonces, step(12, 102, 2), freezing);
    nonces = crossedBoundary(nonces, joined);
    expect(nonces.epoch).toEqual(bytes(9, 1));
    nonces = extendedNonces(nonces, step(20, 103, 3), { ...freezing, freezesAt: 30 });
    expect(nonces.epoch).toEqual(bytes(9, 1));
    nonces = crossedBoundary(nonces, joined);
    expect(nonces.epoch).toEqual(bytes(9, 1, 2, 3, 102));
  });

  test('is the same whatever the blocks after the freeze are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 })), (late) => {
        const before = extendedNonces(firstNonces(bytes(9)), step(1, 101, 1), freezing);
        const after = late.reduce(
          (nonces, value, index) => extendedNonces(nonces, step(10 + index, 1, value), freezing),
          before,
        );
        expect(crossedBoundary(after, joined).epoch).toEqual(crossedBoundary(before, joined).epoch);
      }),
    );
  });

  test('takes in what the genesis delegates agreed to', () => {
    expect(crossedBoundary(firstNonces(bytes(9)), joined, bytes(7)).epoch).toEqual(bytes(9, 7));
  });
});

test('what was mixed in on mainnet is known, and nowhere else', () => {
  expect(extraEntropyOf(mainnet, epoch(259))).toMatch(/^d982e06f/);
  expect([extraEntropyOf(mainnet, epoch(260)), extraEntropyOf(preview, epoch(259))]).toEqual([null, null]);
  expect(firstNonceOf({ ...preview, magic: 7 })).toBeNull();
});

test('the candidate freezes 3k/f slots before the end of the epoch, and 4k/f since Conway', () => {
  expect(nonceFreezesAt(preview, { epoch: epoch(0), era: 'alonzo' })).toBe(86_400 - 25_920);
  expect(nonceFreezesAt(preview, { epoch: epoch(3), era: 'babbage' })).toBe(4 * 86_400 - 25_920);
  expect(nonceFreezesAt(mainnet, { epoch: epoch(520), era: 'conway' })).toBe(
    4_492_800 + (521 - 208) * 432_000 - 172_800,
  );
});
