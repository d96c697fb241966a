import { credentialText, epoch, type StakeCredential } from '@pooltool/domain';
import { keyCredential, scriptCredential, testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { followedRewards, lifetimePaid, newestPaidEpoch, watchKeys } from '@pooltool/store';
import { NOTHING_ARCHIVED } from '@pooltool/store/archive';
import { followAccounts } from '@pooltool/store/notices';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCountedEpoch } from './counted-epoch.ts';

const [ANNA, BERT, CARL, DORA] = [keyCredential(50), keyCredential(51), scriptCredential(52), keyCredential(53)];
const OPERATOR = keyCredential(90);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const member = (who: StakeCredential, amount: bigint, toAccount = true) => ({
    who,
    pool: 1,
    stake: 1_000n,
    member: { amount, toAccount },
  });
  const pool = (tag: number, leader: bigint) => ({
    tag,
    stake: 1_000n,
    owners: [],
    rewardAccount: OPERATOR,
    fee: leader,
    reward: 0n,
    leader: { amount: leader, toAccount: true },
  });
  await writeCountedEpoch(database.pool, 6, {
    pools: [pool(1, 1_000n)],
    accounts: [member(ANNA, 3n), member(OPERATOR, 5n)],
  });
  await writeCountedEpoch(database.pool, 7, {
    pools: [pool(1, 100n), pool(2, 9_007_199_254_740_993n)],
    accounts: [member(ANNA, 10n), member(BERT, 20n), member(CARL, 30n), member(DORA, 40n, false), member(OPERATOR, 7n)],
  });
  await writeCountedEpoch(database.pool, 8, { pools: [pool(1, 1n)], accounts: [member(ANNA, 500n)] });
  await database.pool.query(`update reward_epoch set status = 'forecast' where earned_epoch = 8`);
  await database.pool.query(`update account_reward set destination = 0 where earned_epoch = 8`);
  const followed = [ANNA, CARL, DORA, OPERATOR, keyCredential(99)];
  await inTransaction(database.pool, async (tx) => {
    await followAccounts(tx, { channel: 'telegram', credentials: followed });
    await followAccounts(tx, { channel: 'mail', credentials: [ANNA] });
    // Somebody looks at his page on the website, and wants no messages.
    await watchKeys(tx, [BERT]);
  });
});
afterAll(() => database.close());

describe('what followed accounts were paid', () => {
  test('is what reached them, by pool, as members and as operators; nobody else is told of', async () => {
    expect(await followedRewards(database.pool, epoch(7))).toEqual([
      { credential: ANNA, pools: [{ pool: testPoolId(1), member: 10n, operator: 0n }] },
      { credential: CARL, pools: [{ pool: testPoolId(1), member: 30n, operator: 0n }] },
      {
        credential: OPERATOR,
        pools: [
          { pool: testPoolId(1), member: 7n, operator: 100n },
          { pool: testPoolId(2), member: 0n, operator: 9_007_199_254_740_993n },
        ],
      },
    ]);
  });

  test('is nothing of an epoch without rows', async () => {
    expect(await followedRewards(database.pool, epoch(3))).toEqual([]);
  });

  test('adds up over a life to what was paid up to an epoch, without what is only forecast', async () => {
    const archive = { entriesOf: async () => NOTHING_ARCHIVED };
    const { signal } = new AbortController();
    const sums = async (through: number) =>
      Object.fromEntries(
        await lifetimePaid(
          { db: database.pool, archive, signal },
          { credentials: [ANNA, DORA, OPERATOR], through: epoch(through) },
        ),
      );
    const [anna, dora, operator] = [ANNA, DORA, OPERATOR].map(credentialText);
    const seven = 9_007_199_254_740_993n + 107n;
    expect(await sums(8)).toEqual({ [`${anna}`]: 13n, [`${dora}`]: 0n, [`${operator}`]: seven + 1_005n });
    expect(await sums(6)).toEqual({ [`${anna}`]: 3n, [`${dora}`]: 0n, [`${operator}`]: 1_005n });
  });

  test('is newest of the last epoch that is paid', async () => {
    expect(await newestPaidEpoch(database.pool)).toBe(7);
  });
});
