import { credentialHash, epoch, stakeCredential } from '@pooltool/domain';
import { inTransaction, type Queryable } from '@pooltool/shared-utils/pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NOTHING_ARCHIVED } from '../../src/archive/archived-entries.ts';
import { stakeHistories } from '../../src/documents/read-stake-histories.ts';
import { inEpochSnapshot, inOneEpochSnapshot } from '../../src/epoch/epoch-snapshot.ts';
import { replacePartition } from '../../src/epoch/replace-partition.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';

const EARNED = epoch(5);
const ROWS = 1_500;
const REPLACEMENTS = 40;
/** Generous: the machine has other things to do. */
const LONGEST_WAIT_MS = 5_000;
/** of everybody, in the two generations that take turns */
const TOTALS = [1_000n, 2_000n].map((amount) => amount * BigInt(ROWS));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `create table stake_snapshot_${EARNED} partition of stake_snapshot for values in (${EARNED})`,
  );
  await replace(0);
});
afterAll(() => database.close());

const CREDENTIAL = `substr(sha256(i::text::bytea), 1, 28)`;

/** As the rewards of an epoch are saved. */
const replace = (generation: number): Promise<void> =>
  inTransaction(database.pool, async (tx) => {
    await replacePartition(tx, {
      parent: 'account_reward',
      column: 'earned_epoch',
      value: EARNED,
      indexes: ['credential'],
      fill: async (table) => {
        await tx.query(
          `insert into ${table} (earned_epoch, credential_kind, credential, pool_id, kind, amount, destination)
           select ${EARNED}, 0, ${CREDENTIAL}, substr(sha256('pool'), 1, 28), 1, ${1_000 * ((generation % 2) + 1)}, 1
           from generate_series(1, ${ROWS}) as i`,
        );
      },
    });
    // The checks and the planner's work come before the commit: readers meet the locks that are held meanwhile.
    await tx.query('select pg_sleep(0.005)');
  });

async function total(db: Queryable, table = 'account_reward'): Promise<bigint> {
  const { rows } = await db.query<{ total: bigint }>(
    `select coalesce(sum(amount), 0)::int8 as total from ${table} where earned_epoch = $1`,
    [EARNED],
  );
  return rows[0]?.total ?? 0n;
}

async function totalTwice(tx: Queryable, table?: string): Promise<bigint> {
  const first = await total(tx, table);
  // Long enough for a replacement to come in between.
  await tx.query('select pg_sleep(0.01)');
  const second = await total(tx, table);
  return first === second ? first : -1n;
}

/** What a reader reads as the sum over everybody. */
const READERS: Readonly<Record<string, () => Promise<bigint>>> = {
  'one statement': () => total(database.pool),
  'the statements of one transaction, in one view': () => inEpochSnapshot(database.pool, (tx) => totalTwice(tx)),
  "the same of the epoch's own tables": async () =>
    (await inOneEpochSnapshot(database.pool, EARNED, (tx, { accountReward }) => totalTwice(tx, accountReward))) ?? -1n,
  'the history of a key': async () => {
    const { rows } = await database.pool.query<{ hash: string }>(
      `select encode(${CREDENTIAL}, 'hex') as hash from generate_series(7, 7) as i`,
    );
    const credential = stakeCredential('key', credentialHash(rows[0]?.hash ?? ''));
    const { histories } = await stakeHistories(database.pool, [credential], NOTHING_ARCHIVED);
    return (histories[0]?.rewards ?? []).reduce((sum, { amount }) => sum + amount, 0n) * BigInt(ROWS);
  },
};

test('while an epoch is replaced again and again, every reader sees one whole generation, and soon', async () => {
  let replacing = true;
  const seen = new Map<string, Set<bigint>>();
  let longestMs = 0;
  const reading = Object.entries(READERS).map(async ([name, read]) => {
    const totals = new Set<bigint>();
    seen.set(name, totals);
    while (replacing) {
      const beganMs = performance.now();
      totals.add(await read());
      longestMs = Math.max(longestMs, performance.now() - beganMs);
    }
  });
  for (let generation = 1; generation <= REPLACEMENTS; generation += 1) await replace(generation);
  replacing = false;
  await Promise.all(reading);
  for (const [name, totals] of seen) expect(totals, name).toEqual(new Set(TOTALS));
  expect(longestMs).toBeLessThan(LONGEST_WAIT_MS);
}, 120_000);
