import { createHash } from 'node:crypto';
import {
  activeEpochOf,
  decodeSnapshotFile,
  encodeSnapshotFile,
  type SnapshotFile,
  snapshotFileUnreadable,
} from '@pooltool/codec';
import {
  credentialHash,
  emptyDelegators,
  epoch,
  lovelace,
  NO_POOL,
  poolId,
  ratio,
  setDelegator,
  stakeCredential,
} from '@pooltool/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const hash = (byte: number): string => byte.toString(16).padStart(2, '0').repeat(28);

function madeFile({ rows = 3, accounts = true } = {}): SnapshotFile {
  const delegators = emptyDelegators(rows);
  for (let row = 0; row < rows; row++) {
    const credential = stakeCredential(row % 2 === 0 ? 'key' : 'script', hash(row % 256));
    setDelegator(delegators, row, { credential, stake: 2n ** 60n + BigInt(row), pool: row % 2 });
  }
  const pool = (byte: number) => ({
    poolId: poolId(hash(byte)),
    pledge: lovelace(2n ** 63n),
    cost: lovelace(340_000_000n),
    margin: ratio(1n, 3n),
    rewardAccount: stakeCredential('script', hash(byte + 1)),
    owners: [credentialHash(hash(byte + 2)), credentialHash(hash(byte + 3))],
    ...(byte === 32 ? { vrfKeyHash: 'ef'.repeat(32) } : {}),
  });
  const registered = {
    count: 2,
    kind: Uint8Array.of(0, 1),
    hash: Uint8Array.from(Buffer.from(hash(9) + hash(8), 'hex')),
    rewards: BigUint64Array.of(5n, 2n ** 64n - 1n),
    deposit: BigUint64Array.of(2_000_000n, 0n),
    pool: Uint32Array.of(0, NO_POOL),
    poolIds: [poolId(hash(16))],
  };
  return {
    network: 'preview',
    epoch: epoch(7),
    role: 'mark',
    snapshot: { pools: [pool(16), pool(32)], delegators },
    accounts: accounts ? registered : null,
  };
}

/** Columns as plain arrays, so that a view and an array of equal numbers are equal. */
const plain = (file: SnapshotFile): unknown =>
  JSON.parse(
    JSON.stringify(file, (_, value: unknown) => {
      if (value instanceof Uint8Array || value instanceof Uint32Array || value instanceof BigUint64Array)
        return Array.from(value, String);
      return typeof value === 'bigint' ? `${value}` : value;
    }),
  );

const errorOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

/** The file with `change` made to its bytes and the hash set right again: what a program with a fault would write. */
function signedAnew(file: SnapshotFile, change: (bytes: Buffer) => void): Uint8Array {
  const bytes = Buffer.from(encodeSnapshotFile(file));
  change(bytes);
  createHash('sha256')
    .update(bytes.subarray(0, -32))
    .digest()
    .copy(bytes, bytes.length - 32);
  return bytes;
}

describe('a snapshot file', () => {
  test.each([{ accounts: true }, { accounts: false }, { rows: 0 }, { rows: 1_001 }])(
    'gives back what was put in: %o',
    (options) => {
      const file = madeFile(options);
      expect(plain(decodeSnapshotFile(encodeSnapshotFile(file)))).toEqual(plain(file));
    },
  );

  test('is read wherever it lies in memory', () => {
    const bytes = encodeSnapshotFile(madeFile());
    const shifted = new Uint8Array(bytes.length + 3).subarray(3);
    shifted.set(bytes);
    expect(plain(decodeSnapshotFile(shifted))).toEqual(plain(madeFile()));
  });

  test('says which epoch its snapshot elects the leaders of', () => {
    expect(activeEpochOf({ epoch: epoch(7), role: 'mark' })).toBe(8);
    expect(activeEpochOf({ epoch: epoch(7), role: 'set' })).toBe(7);
    expect(activeEpochOf({ epoch: epoch(7), role: 'go' })).toBe(6);
  });
});

describe('a file that is not one is refused, saying why', () => {
  const good = encodeSnapshotFile(madeFile());

  test.each<[string, Uint8Array, RegExp]>([
    ['other magic', Buffer.from('PTSNAPSX'.padEnd(200)), /does not begin with PTSNAPSH/],
    [
      'an older version',
      Buffer.concat([good.subarray(0, 8), Uint8Array.of(0, 0), good.subarray(10)]),
      /version 0, this program reads version 1/,
    ],
    [
      'a newer version',
      Buffer.concat([good.subarray(0, 8), Uint8Array.of(2, 0), good.subarray(10)]),
      /version 2, this program reads version 1/,
    ],
    ['cut short', good.subarray(0, good.length - 8), /cut short or changed/],
    ['only a beginning', good.subarray(0, 20), /ends after 20 bytes/],
    ['one bit changed', good.map((byte, at) => (at === good.length - 50 ? byte ^ 1 : byte)), /sha256/],
  ])('%s', (_what, bytes, why) => {
    const error = errorOf(() => decodeSnapshotFile(bytes));
    expect(snapshotFileUnreadable.is(error)).toBe(true);
    expect(error).toMatchObject({ message: expect.stringMatching(why) });
  });

  test('a delegator of a pool that is not in it', () => {
    const file = madeFile();
    file.snapshot.delegators.pool[1] = 2;
    expect(errorOf(() => decodeSnapshotFile(encodeSnapshotFile(file)))).toMatchObject({
      message: expect.stringContaining('delegator 1 delegates to pool 2'),
    });
  });

  test('whatever else is in it, rightly signed, is refused by the one code or read', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), (at, byte) => {
        const bytes = signedAnew(madeFile(), (given) => {
          given[at % (given.length - 32)] = byte;
        });
        const result = errorOf(() => decodeSnapshotFile(bytes));
        if (result instanceof Error) expect(snapshotFileUnreadable.is(result)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
