import { credentialText, epoch } from '@pooltool/domain';
import { keyCredential } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { lifetimeSums, savePivot, watchedKeys, watchKeys } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** More than a signed word holds, added up. */
const STAKE = 6_000_000_000_000_000_000n;

test('as many keys as there are begin together, each with the running sums of its own epochs', async () => {
  const keys = Array.from({ length: 130 }, (_, tag) => keyCredential(tag));
  const epochsOf = (tag: number) => Array.from({ length: tag % 4 }, (_, index) => 3 + tag + index);
  await inTransaction(database.pool, (tx) => watchKeys(tx, keys));
  await inTransaction(database.pool, (tx) =>
    savePivot(tx, {
      earned: epoch(200),
      status: 'final',
      added: [],
      begun: keys.map((credential, tag) => ({
        credential,
        added: {
          epochs: Int32Array.from(epochsOf(tag)),
          amount: BigInt64Array.from(epochsOf(tag), () => STAKE),
          operatorRewards: BigInt64Array.from(epochsOf(tag), () => BigInt(tag)),
          stakeRewards: BigInt64Array.from(epochsOf(tag), (of) => BigInt(of)),
        },
      })),
    }),
  );
  expect((await watchedKeys(database.pool)).every(({ summed }) => summed)).toBe(true);
  const sums = await lifetimeSums(database.pool, keys);
  for (const [tag, key] of keys.entries()) {
    const expected = epochsOf(tag).map((of, index, all) => [
      of,
      {
        amount: STAKE * BigInt(index + 1),
        operatorRewards: BigInt(tag * (index + 1)),
        stakeRewards: all.slice(0, index + 1).reduce((sum, one) => sum + BigInt(one), 0n),
      },
    ]);
    expect([...(sums.get(credentialText(key)) ?? [])], `key ${tag}`).toEqual(expected);
  }
});
