import { credentialText, epoch } from '@pooltool/domain';
import type { HistogramBucket } from '@pooltool/domain/rewards';
import { hash28, keyCredential, scriptCredential } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { countReturns, saveRosHistograms } from '@pooltool/store';
import { newestHistogram } from '@pooltool/store/documents';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CountedEpoch, type Paid, writeCountedEpoch } from './counted-epoch.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const EARNED = epoch(7);
/** With a year of one epoch the annual return is the epoch's own. */
const counted = async (of: CountedEpoch, epochsPerYear = 1) => {
  await writeCountedEpoch(database.pool, EARNED, of);
  return await countReturns(database.pool, { earned: EARNED, epochsPerYear });
};

const paid = (amount: bigint, toAccount = true): Paid => ({ amount, toAccount });
const pool = (tag: number, given: Partial<CountedEpoch['pools'][number]> = {}): CountedEpoch['pools'][number] => ({
  tag,
  stake: 1_000n,
  owners: [],
  rewardAccount: keyCredential(90 + tag),
  fee: 0n,
  reward: 0n,
  leader: paid(0n),
  ...given,
});
const account = (
  tag: number,
  of: number,
  stake: bigint,
  member: Paid | null = null,
): CountedEpoch['accounts'][number] => ({
  who: keyCredential(tag),
  pool: of,
  stake,
  member,
});
const bucket = (number: number, percents: readonly number[]) => ({
  bucket: number,
  lowest: expect.closeTo(Math.min(...percents), 9),
  highest: expect.closeTo(Math.max(...percents), 9),
  frequency: percents.length,
});

describe('the returns of pools', () => {
  test('are those above 0, in nineteen buckets of 10/19 % and one for all from 10 % on', async () => {
    const found = await counted({
      pools: [
        pool(1, { reward: 0n }),
        pool(2, { reward: 1n }),
        pool(3, { reward: 5n }),
        pool(4, { reward: 6n }),
        pool(5, { reward: 99n }),
        pool(6, { reward: 100n }),
        pool(7, { reward: 5_000n }),
        pool(8, { reward: 5n, stake: 0n }),
      ],
      accounts: [],
    });
    expect(found?.pools).toEqual([bucket(1, [0.1, 0.5]), bucket(2, [0.6]), bucket(19, [9.9]), bucket(20, [10, 500])]);
  });

  test('are annualised by the epochs of the year, and no number is too large to be counted', async () => {
    const pools = [pool(1, { reward: 1n }), pool(2, { reward: 900n })];
    const found = await counted({ pools, accounts: [] }, 73);
    const [slow] = found?.pools ?? [];
    expect(slow).toMatchObject(bucket(15, [(1.001 ** 73 - 1) * 100]));
    const minutes = await counted({ pools, accounts: [] }, 525_600);
    expect(minutes?.pools).toMatchObject([{ bucket: 20, frequency: 2 }]);
    expect(minutes?.pools[0]?.highest).toBeCloseTo(1e14, -9);
  });
});

describe('the returns of accounts', () => {
  test('are what a member got on its stake, 0 if it went to the treasury, and nothing without stake', async () => {
    const found = await counted({
      pools: [pool(1)],
      accounts: [
        account(50, 1, 1_000n, paid(30n)),
        account(51, 1, 1_000n, paid(30n, false)),
        account(52, 1, 1_000n),
        account(53, 1, 0n),
      ],
    });
    expect(found?.accounts).toEqual([bucket(1, [0, 0]), bucket(6, [3])]);
  });

  test("are an owner's share, wherever it is paid; who is paid for others is left out", async () => {
    const pools = [
      pool(1, { owners: [1, 2], rewardAccount: keyCredential(1), fee: 10n, leader: paid(16n) }),
      pool(2, { owners: [3, 3], rewardAccount: keyCredential(3), fee: 10n, leader: paid(12n) }),
    ];
    const found = await counted({
      pools,
      accounts: [account(1, 1, 100n), account(2, 1, 200n), account(3, 2, 100n)],
    });
    // 4 of 6 for the second owner on 200; the first owner's account has details of both.
    expect(found?.accounts).toEqual([bucket(4, [2, 2])]);
  });

  test("of a reward account are its own as long as its record has one detail, whatever its pool's fee", async () => {
    const of = (who: number, leads: readonly number[], delegatesTo: number): CountedEpoch => ({
      pools: [1, 2].map((tag) =>
        pool(tag, leads.includes(tag) ? { rewardAccount: keyCredential(who), fee: 40n, leader: paid(40n) } : {}),
      ),
      accounts: [account(who, delegatesTo, 100n, paid(2n))],
    });
    expect((await counted(of(60, [1], 1)))?.accounts).toEqual([bucket(4, [2])]);
    expect((await counted(of(60, [1], 2)))?.accounts).toEqual([]);
    expect((await counted(of(60, [1, 2], 1)))?.accounts).toEqual([]);
  });

  test('tell a script from the key with equal bytes', async () => {
    const found = await counted({
      pools: [pool(1, { owners: [5], rewardAccount: scriptCredential(70), fee: 1n, leader: paid(11n) })],
      accounts: [account(5, 1, 200n), { ...account(5, 1, 100n, paid(3n)), who: scriptCredential(5) }],
    });
    expect(found?.accounts).toEqual([bucket(6, [3]), bucket(10, [5])]);
  });
});

test('an epoch whose accounts are no longer in the database is not counted as an empty one', async () => {
  await counted({ pools: [pool(1)], accounts: [account(50, 1, 1_000n, paid(30n))] });
  await database.pool.query(`delete from stake_snapshot where active_epoch = $1`, [EARNED]);
  expect(await countReturns(database.pool, { earned: EARNED, epochsPerYear: 1 })).toBeNull();
  expect(await countReturns(database.pool, { earned: epoch(8), epochsPerYear: 1 })).toBeNull();
});

test('what is shown is of the newest epoch that is counted, also when it has nothing to show', async () => {
  const save = (earned: number, accounts: readonly HistogramBucket[]) =>
    inTransaction(database.pool, (tx) =>
      saveRosHistograms(tx, { earned: epoch(earned), histograms: { pools: [], accounts } }),
    );
  const two = [
    { bucket: 3, lowest: 1.1, highest: 1.2, frequency: 2 },
    { bucket: 20, lowest: 10, highest: 99, frequency: 1 },
  ];
  expect(await newestHistogram(database.pool, 'accounts')).toBeNull();
  await save(9, two);
  await save(8, []);
  expect(await newestHistogram(database.pool, 'accounts')).toEqual({ earned: 9, buckets: two });
  expect(await newestHistogram(database.pool, 'pools')).toEqual({ earned: 9, buckets: [] });
  await save(9, two.slice(1));
  expect(await newestHistogram(database.pool, 'accounts')).toEqual({ earned: 9, buckets: two.slice(1) });
});

/** original.md 3.3 account by account, from the details of clients.md 1.7; percent. */
function literally({ pools, accounts }: CountedEpoch): number[] {
  const sharesOf = ({ tag, owners, fee, leader }: CountedEpoch['pools'][number]) => {
    const theirs = accounts
      .filter(
        ({ who, pool: of }) => of === tag && who.kind === 'key' && owners.some((owner) => hash28(owner) === who.hash),
      )
      .sort((a, b) => (a.who.hash < b.who.hash ? -1 : 1));
    const total = theirs.reduce((sum, { stake }) => sum + stake, 0n);
    // Nobody's stake earns nothing, and is no detail.
    if (total === 0n) return [];
    const part = leader.toAccount && leader.amount > fee ? leader.amount - fee : 0n;
    let before = 0n;
    return theirs.map(({ who, stake }) => {
      const share = (part * (before + stake)) / total - (part * before) / total;
      before += stake;
      return { hash: who.hash, share };
    });
  };
  return accounts.flatMap(({ who, pool: of, stake, member }) => {
    const details = new Set<string>();
    if (member?.toAccount === true && member.amount > 0n) details.add(`${who.hash}/${of}`);
    for (const led of pools) {
      if (credentialText(led.rewardAccount) !== credentialText(who)) continue;
      if (!led.leader.toAccount || led.leader.amount === 0n) continue;
      details.add(`${who.hash}/${led.tag}`);
      for (const { hash } of sharesOf(led)) details.add(`${hash}/${led.tag}`);
    }
    if (stake === 0n || details.size >= 2) return [];
    const own = pools.find(({ tag }) => tag === of);
    const share = who.kind === 'key' && own ? (sharesOf(own).find(({ hash }) => hash === who.hash)?.share ?? 0n) : 0n;
    const reward = (member?.toAccount === true ? member.amount : 0n) + share;
    return [(Number(reward) / Number(stake)) * 100];
  });
}

test('whoever owns, leads and delegates: counting in SQL is counting account by account', async () => {
  const tags = [1, 2, 3, 4];
  const credential = fc
    .tuple(fc.boolean(), fc.constantFrom(...tags))
    .map(([key, tag]) => (key ? keyCredential(tag) : scriptCredential(tag)));
  const anyPaid = fc.record({ amount: fc.bigInt(0n, 30n), toAccount: fc.boolean() });
  const anyPool = (tag: number) =>
    fc.record({
      tag: fc.constant(tag),
      stake: fc.constant(1_000n),
      owners: fc.subarray(tags),
      rewardAccount: credential,
      fee: fc.bigInt(0n, 20n),
      reward: fc.constant(0n),
      leader: anyPaid,
    });
  const anyAccount = fc.record({
    who: credential,
    pool: fc.constantFrom(1, 2, 3),
    stake: fc.bigInt(0n, 300n),
    member: fc.option(anyPaid),
  });
  const anyEpoch = fc
    .record({
      pools: fc.tuple(anyPool(1), anyPool(2), anyPool(3)),
      accounts: fc.uniqueArray(anyAccount, { selector: ({ who }) => credentialText(who), minLength: 1 }),
    })
    .map(({ pools, accounts }): CountedEpoch => {
      const owns = ({ who, pool: of }: (typeof accounts)[number]) =>
        who.kind === 'key' &&
        pools.some(({ tag, owners }) => tag === of && owners.some((owner) => hash28(owner) === who.hash));
      return { pools, accounts: accounts.map((one) => (owns(one) ? { ...one, member: null } : one)) };
    });
  await fc.assert(
    fc.asyncProperty(anyEpoch, async (given) => {
      const found = await counted(given);
      const percents = literally(given);
      const frequency = found?.accounts.reduce((sum, one) => sum + one.frequency, 0);
      expect(frequency).toBe(percents.length);
      for (const { bucket: number, lowest, highest, frequency: many } of found?.accounts ?? []) {
        const from = number === 20 ? 10 : ((number - 1) * 10) / 19;
        const inside = percents.filter(
          (one) => one >= from - 1e-9 && (number === 20 || one < (number * 10) / 19 - 1e-9),
        );
        expect([inside.length, Math.min(...inside), Math.max(...inside)]).toEqual([
          many,
          expect.closeTo(lowest, 9),
          expect.closeTo(highest, 9),
        ]);
      }
    }),
    { numRuns: 40 },
  );
});
