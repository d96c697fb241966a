import { epoch } from '@pooltool/domain';
import { keyCredential, scriptCredential, testPoolId } from '@pooltool/domain/testing';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { delegatorLoyalty } from '@pooltool/store';
import { poolMoves, topMoves } from '@pooltool/store/documents';
import { createTestDatabase, type TestDatabase, tableHashes } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { count, moveText, shownEpochs, shownMoves } from './counting.ts';
import { type Delegation, type History, loyaltyInWords, movesInWords, payOut, takeSnapshot } from './small-history.ts';

const COUNTED = ['loyalty_epoch', 'loyalty', 'loyalty_left', 'stake_move'];
const POOLS = [testPoolId(1), testPoolId(2), testPoolId(3)];
/** Keys and scripts with the same bytes. */
const DELEGATORS = [1, 2, 3].flatMap((tag) => [keyCredential(tag), scriptCredential(tag)]);

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.close());

async function forgetAll(): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select i.inhrelid::regclass::text as name from pg_inherits i
     where i.inhparent in ('stake_snapshot'::regclass, 'account_reward'::regclass, 'loyalty'::regclass)`,
  );
  for (const { name } of rows) await pool.query(`drop table ${name}`);
  await pool.query(
    'truncate snapshot_epoch, reward_epoch, loyalty_epoch, loyalty_left, stake_move, document_mark cascade',
  );
}
beforeEach(forgetAll);

/** Snapshots and payouts of a whole history; nothing is counted yet. */
async function record(history: History, lost: History = new Map()): Promise<void> {
  for (const [at, delegations] of history) {
    await takeSnapshot(pool, at, [...delegations, ...(lost.get(at) ?? [])], POOLS.length);
    await payOut(pool, at, delegations, lost.get(at));
  }
}

async function countAll(history: History): Promise<void> {
  for (const at of [...history.keys()].sort((one, other) => one - other)) {
    expect(await count(pool, at)).toEqual([]);
  }
}

const delegation = fc
  .record({
    pool: fc.constantFrom(...POOLS),
    stake: fc.bigInt({ min: 0n, max: 45_000_000_000_000_000n }),
    paid: fc.bigInt({ min: 0n, max: 1_000_000n }),
    accountGone: fc.nat({ max: 9 }).map((chance) => chance === 0),
  })
  .map(({ accountGone, ...given }) => ({
    ...given,
    paid: accountGone ? 0n : given.paid,
    unpaid: accountGone ? 7n : 0n,
  }));

/** Six delegators over up to fourteen epochs, now and then without a snapshot, staying more often than moving. */
const historyGiven = fc.array(
  fc.record({
    taken: fc.nat({ max: 9 }).map((chance) => chance > 0),
    rows: fc.tuple(...DELEGATORS.map(() => fc.option(delegation, { freq: 4 }))),
    stays: fc.tuple(...DELEGATORS.map(() => fc.nat({ max: 2 }).map((chance) => chance > 0))),
  }),
  { minLength: 2, maxLength: 14 },
);

function historyOf(given: typeof historyGiven extends fc.Arbitrary<infer Given> ? Given : never) {
  const history = new Map<number, Delegation[]>();
  const lost = new Map<number, Delegation[]>();
  let before: (string | null)[] = [];
  given.forEach(({ taken, rows, stays }, index) => {
    const at = index + 3;
    const poolsNow = rows.map((row, place) => (stays[place] === true ? (before[place] ?? null) : (row?.pool ?? null)));
    before = poolsNow;
    if (!taken) return;
    history.set(at, []);
    lost.set(at, []);
    rows.forEach((row, place) => {
      const [credential, where] = [DELEGATORS[place], POOLS.find((one) => one === poolsNow[place])];
      if (credential === undefined || where === undefined) return;
      const { stake, paid, unpaid } = row ?? { stake: 5n, paid: 3n, unpaid: 0n };
      const of = { credential, pool: where, stake };
      if (unpaid > 0n) lost.get(at)?.push({ ...of, paid: unpaid });
      else history.get(at)?.push({ ...of, paid });
    });
  });
  return { history, lost };
}

/** What the words say counts delegations whether or not they were paid; what is lost is a delegation paid nothing. */
const withoutPay = (history: History, lost: History): History =>
  new Map(
    [...history].map(([at, all]) => [at, [...all, ...(lost.get(at) ?? []).map((row) => ({ ...row, paid: 0n }))]]),
  );

describe('the loyalty of delegators', () => {
  test('is what the words say, for every delegator of any history, and counting any epoch again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(historyGiven, fc.nat(), async (given, again) => {
        const { history, lost } = historyOf(given);
        const [first, ...others] = [...history.keys()];
        const newest = others.at(-1) ?? first;
        if (first === undefined || newest === undefined) return;
        await forgetAll();
        await record(history, lost);
        await countAll(history);

        const words = withoutPay(history, lost);
        const read = await delegatorLoyalty(pool, DELEGATORS);
        expect(read).toEqual(DELEGATORS.map((who) => loyaltyInWords(words, who, newest)));
        const moves = shownEpochs(newest).flatMap((at) => movesInWords(words, at));
        expect((await shownMoves(pool, epoch(newest), POOLS)).map(moveText).sort()).toEqual(moves.map(moveText).sort());

        const before = await tableHashes(pool, { tables: COUNTED });
        const epochs = [...history.keys()];
        const kept = epochs.filter((at, place) => at >= newest - 8 && (epochs[place - 1] ?? at) >= newest - 8);
        await count(pool, kept[again % kept.length] ?? newest);
        expect(await tableHashes(pool, { tables: COUNTED })).toEqual(before);
      }),
      // On a busy machine fewer of them; a failure that is still being made small is told before the test's time is over.
      { numRuns: 12, interruptAfterTimeLimit: 60_000 },
    );
  }, 120_000);

  const a = keyCredential(1);
  const at = (where: number, stake = 100n, paid = 0n, credential = a): Delegation => ({
    credential,
    pool: testPoolId(where),
    stake,
    paid,
  });

  test('brings together both stays of one that moved away and came back', async () => {
    await record(
      new Map([
        [10, [at(1, 100n, 4n)]],
        [11, [at(2, 150n, 5n)]],
        [12, [at(1, 120n, 6n)]],
        [13, [at(1, 130n)]],
        [14, [at(1, 140n)]],
      ]),
    );
    for (const one of [10, 11, 12, 13, 14]) await count(pool, one);
    const [loyalty] = await delegatorLoyalty(pool, [a]);
    expect(loyalty).toMatchObject({ epochs: 5, staked: 640n, currentPool: testPoolId(1), lastEpoch: 14 });
    expect(loyalty?.pools.get(testPoolId(1))).toMatchObject({ epochs: 4, staked: 490n, rewards: 4n, lifetime: 0.8 });
    // Paid after it had left that pool.
    expect(loyalty?.pools.get(testPoolId(2))).toMatchObject({ epochs: 1, staked: 150n, rewards: 5n, lifetime: 0.2 });
  });

  test('is another for a key and for a script with the same bytes', async () => {
    const script = scriptCredential(1);
    await record(
      new Map([
        [10, [at(1)]],
        [11, [at(2, 100n, 0n, script)]],
      ]),
    );
    await count(pool, 10);
    await count(pool, 11);
    const [key, other] = await delegatorLoyalty(pool, [a, script]);
    expect(key).toMatchObject({ currentPool: null, epochs: 1, lastEpoch: 10 });
    expect(other).toMatchObject({ currentPool: testPoolId(2), epochs: 1, lastEpoch: 11 });
    expect((await topMoves(pool, epoch(11)))?.gained).toEqual([{ pool: testPoolId(2), delegators: 1, stake: 100n }]);
  });

  test('is remembered of pools that are no more', async () => {
    await record(
      new Map([
        [10, [at(3)]],
        [11, []],
      ]),
    );
    await count(pool, 10);
    await count(pool, 11);
    expect((await delegatorLoyalty(pool, [a]))[0]?.pools.get(testPoolId(3))).toMatchObject({ epochs: 1, lifetime: 1 });
    expect(await poolMoves(pool, [{ pool: testPoolId(3), epoch: epoch(11) }])).toMatchObject([
      { gained: [], lost: [{ from: testPoolId(3), to: null, stake: 100n }] },
    ]);
  });

  test('is nothing for whom no snapshot ever had, and before anything is counted', async () => {
    expect(await delegatorLoyalty(pool, [a])).toEqual([null]);
    await record(new Map([[10, [at(1)]]]));
    await count(pool, 10);
    expect(await delegatorLoyalty(pool, [keyCredential(9)])).toEqual([null]);
  });

  test("counts an owner's share of the leader reward as what its stake earned", async () => {
    const owner = keyCredential(5);
    await record(new Map([[10, [at(1, 70n, 0n), at(1, 30n, 0n, owner)]]]));
    await pool.query(
      `update pool_snapshot set owners = array[decode($1, 'hex'), decode($2, 'hex')] where pool_id = decode($3, 'hex')`,
      [owner.hash, a.hash, testPoolId(1)],
    );
    await pool.query(
      `insert into pool_reward (earned_epoch, pool_id, blocks, stake, owner_stake, pledge_met, optimal_reward, pool_reward,
         leader_reward, member_rewards, operator_fee, delegators_reward)
       values (10, decode($1, 'hex'), 1, 100, 100, true, 30, 30, 30, 0, 20, 10)`,
      [testPoolId(1)],
    );
    await pool.query(
      `insert into account_reward (earned_epoch, credential_kind, credential, pool_id, kind, amount, destination)
       values (10, 0, decode($1, 'hex'), decode($2, 'hex'), 0, 30, 1)`,
      [keyCredential(8).hash, testPoolId(1)],
    );
    await pool.query('update reward_epoch set rewards = 1');
    for (const one of [11, 12, 13]) await takeSnapshot(pool, one, [at(1, 70n), at(1, 30n, 0n, owner)], 1);
    for (const one of [10, 11, 12, 13]) expect(await count(pool, one)).toEqual([]);
    const [first, second] = await delegatorLoyalty(pool, [a, owner]);
    expect(first?.pools.get(testPoolId(1))?.rewards).toBe(7n);
    expect(second?.pools.get(testPoolId(1))?.rewards).toBe(3n);
  });
});

describe('an epoch is counted', () => {
  const only = (stake: bigint): Delegation[] => [
    { credential: keyCredential(1), pool: testPoolId(1), stake, paid: 0n },
  ];
  const recorded = (...epochs: number[]) => record(new Map(epochs.map((at) => [at, only(BigInt(at))])));

  test('only when the one before is, if that has a snapshot', async () => {
    await recorded(10, 11);
    await expect(count(pool, 11)).rejects.toMatchObject({ code: 'POOLTOOL_LOYALTY_BEFORE_MISSING' });
    await count(pool, 10);
    await count(pool, 11);
    expect((await delegatorLoyalty(pool, [keyCredential(1)]))[0]).toMatchObject({ epochs: 2, staked: 21n });
  });

  test('over a gap in the snapshots, and nobody is said to have moved in it', async () => {
    await recorded(10, 12);
    await count(pool, 10);
    await count(pool, 12);
    const [loyalty] = await delegatorLoyalty(pool, [keyCredential(1)]);
    expect(loyalty).toMatchObject({ epochs: 2, recent: new Map([10, 12].map((at) => [at, testPoolId(1)])) });
    expect(await topMoves(pool, epoch(12))).toEqual({ gained: [], lost: [] });
  });

  test('not from counts that are dropped: those more than eight epochs back', async () => {
    const epochs = Array.from({ length: 11 }, (_, index) => index + 10);
    await recorded(...epochs);
    for (const at of epochs) await count(pool, at);
    await count(pool, 13);
    await expect(count(pool, 12)).rejects.toMatchObject({ code: 'POOLTOOL_LOYALTY_COUNTS_GONE' });
    // From the first one on, everything can be counted again.
    const before = await tableHashes(pool, { tables: COUNTED });
    for (const at of epochs) await count(pool, at);
    expect(await tableHashes(pool, { tables: COUNTED })).toEqual(before);
  });

  test('though somebody reads older counts for long', async () => {
    const epochs = Array.from({ length: 11 }, (_, index) => index + 10);
    await recorded(...epochs);
    const [newest = 0, ...earlier] = epochs.toReversed();
    for (const at of earlier.toReversed()) await count(pool, at);
    const failed = await inTransaction(pool, async (tx) => {
      await tx.query('select count(*) from loyalty');
      return count(pool, newest);
    });
    expect(failed).toEqual([]);
    expect((await delegatorLoyalty(pool, [keyCredential(1)]))[0]).toMatchObject({ epochs: 11 });
  });

  test('only whole: a snapshot whose rows are not all here is found by the check', async () => {
    await recorded(10);
    await pool.query('truncate stake_snapshot_10');
    expect(await count(pool, 10)).toEqual(['every delegator of the snapshot is counted']);
  });

  test('with none of its payouts lost: a partition of rewards that is gone is found by the check', async () => {
    const paid = only(5n).map((row) => ({ ...row, paid: 3n }));
    await record(new Map([10, 11, 12, 13].map((at) => [at, paid])));
    for (const at of [10, 11, 12]) await count(pool, at);
    await pool.query('truncate account_reward_10');
    expect(await count(pool, 13)).toEqual(['every payout it adds is here']);
  });
});
