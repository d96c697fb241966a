import { type Block, customNetwork } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { claimNetwork } from '@pooltool/store';
import { keepProtocolVersions, readProtocolVersions } from '@pooltool/store/battles';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { poolNumber } from '../chain/small-chain.ts';
import { branchOf, follow, forgetAll, rollBack } from './small-contests.ts';

let database: TestDatabase;
/** A slot of a minute: a day is 144 blocks, an epoch ten. */
const network = customNetwork({
  name: 'slownet',
  magic: 8,
  systemStartMs: Date.UTC(2024, 0, 1),
  epochLength: 100,
  slotLengthMs: 60_000,
});
beforeAll(async () => {
  database = await createTestDatabase();
  await claimNetwork(database.pool, network);
});
afterAll(() => database.close());
beforeEach(() => forgetAll(database.pool));

const of = (minor: number, blocks: readonly Block[]): Block[] =>
  blocks.map((block) => (block.kind === 'main' ? { ...block, protocolVersion: { major: 10, minor } } : block));

/** @returns what is told, which is what whoever looks for the first time is told */
async function expectTold(keep: ReturnType<typeof keepProtocolVersions>) {
  const { told, fresh } = await inTransaction(
    database.pool,
    async (tx) => ({ told: await keep(tx), fresh: await readProtocolVersions(tx) }),
    { isolation: 'repeatable read', readOnly: true },
  );
  expect(told).toEqual(fresh);
  return told;
}

async function loadLiveStake(sha256: string, stakes: readonly (readonly [number, number])[]): Promise<void> {
  await inTransaction(database.pool, async (tx) => {
    await tx.query('truncate live_pool, live_generation');
    // What the generation is of, nobody asks here.
    await tx.query(`set local session_replication_role = replica`);
    await tx.query(
      `insert into live_generation (sha256, epoch, blocks, taken_at) values (decode($1, 'hex'), 1, 1, now())`,
      [sha256],
    );
    for (const [pool, stake] of stakes)
      await tx.query(
        `insert into live_pool (pool_id, stake, owner_stake, pledge, delegators, delegators_hash)
         values (decode($1, 'hex'), $2, 0, 0, 0, 0)`,
        [poolNumber(pool), stake],
      );
  });
}

test('versions that are kept are those that are read anew, while the chain grows, falls out of the hours that count, and is undone', async () => {
  const keep = keepProtocolVersions();
  expect(await expectTold(keep)).toEqual([]);
  const old = of(1, branchOf({ from: 1, to: 40 }));
  await follow(database.pool, old);
  expect(await expectTold(keep)).toMatchObject([{ minor: 1, pools: 40, blocks24h: 40 }]);

  let last = old.at(-1) ?? null;
  for (let from = 41; from < 220; from += 30) {
    const next = of(from % 60 === 41 ? 2 : 3, branchOf({ from, to: from + 29, onto: last, pool: from % 9 }));
    await follow(database.pool, next);
    last = next.at(-1) ?? null;
    await expectTold(keep);
  }
  await expectTold(keep);

  await rollBack(database.pool, old[30] ?? null);
  expect(await expectTold(keep)).toMatchObject([{ minor: 1, pools: 31 }]);
  // Longer than what was seen last, and another chain.
  const other = of(4, branchOf({ from: 32, to: 260, branch: 1, onto: old[30] ?? null }));
  await follow(database.pool, other);
  expect((await expectTold(keep)).map(({ minor }) => minor)).toEqual([1, 4]);
});

test('live stake is another one as soon as another one is loaded', async () => {
  const keep = keepProtocolVersions();
  await follow(database.pool, of(1, branchOf({ from: 1, to: 20 })));
  expect(await expectTold(keep)).toMatchObject([{ pools: 20, stake: 0n }]);
  await loadLiveStake('aa'.repeat(32), [
    [1, 70],
    [2, 30],
    [99, 5],
  ]);
  expect(await expectTold(keep)).toMatchObject([{ pools: 2, stake: 100n }]);
  await loadLiveStake('bb'.repeat(32), [[2, 40]]);
  expect(await expectTold(keep)).toMatchObject([{ pools: 1, stake: 40n }]);
  await database.pool.query('truncate live_pool, live_generation');
  expect(await expectTold(keep)).toMatchObject([{ pools: 20, stake: 0n }]);
});

test('a block that was told without its CBOR has no version, and its pool none until its next one', async () => {
  const forget = (height: number) =>
    database.pool.query('update block set protocol_major = null, protocol_minor = null where height = $1', [height]);
  const keep = keepProtocolVersions();
  const first = of(1, branchOf({ from: 1, to: 20 }));
  await follow(database.pool, first);
  await forget(5);
  expect(await expectTold(keep)).toMatchObject([{ minor: 1, pools: 19, blocks24h: 19 }]);
  await follow(database.pool, of(2, branchOf({ from: 21, to: 21, onto: first.at(-1) ?? null, pool: 7 })));
  await forget(21);
  expect(await expectTold(keep)).toMatchObject([{ minor: 1, pools: 18, blocks24h: 19 }]);
});
