import type { Block } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { recordReports } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beatenBlocks } from '../../src/tips/beaten-blocks.ts';
import { makeBlock } from '../chain/small-chain.ts';
import { reportOf } from '../tips/told-reports.ts';
import { branchOf, claimOf, follow, forgetAll, recordProven, rollBack, settle } from './small-contests.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const HEIGHTS = 40;
const POOLS = 5;

/** A block that somebody tells of beside the chain, each of a slot of its own; or one that our node had and lost. */
const anyRival = fc.record({
  height: fc.integer({ min: 1, max: HEIGHTS }),
  branch: fc.integer({ min: 1, max: 8 }),
  pool: fc.integer({ min: 1, max: POOLS }),
  told: fc.constantFrom('proven', 'claimed', 'held'),
  by: fc.uniqueArray(fc.integer({ min: 1, max: POOLS }), { maxLength: 3 }),
});
type Rival = typeof anyRival extends fc.Arbitrary<infer Value> ? Value : never;

async function tell({ told, by, ...rival }: Rival, chain: readonly Block[]): Promise<void> {
  const { pool } = database;
  const parent = chain[rival.height - 2] ?? null;
  const block = makeBlock({ ...rival, parent });
  if (told === 'proven') await inTransaction(pool, (tx) => recordProven(tx, [block], by));
  if (told === 'claimed') {
    await inTransaction(pool, (tx) =>
      recordReports(
        tx,
        by.map((from) => reportOf(claimOf(block), from, 300)),
      ),
    );
  }
  if (told === 'held') {
    await rollBack(pool, parent);
    await follow(pool, [block]);
    await rollBack(pool, parent);
    await follow(pool, chain.slice(rival.height - 1));
  }
}

const EPOCHS = [0, 1, 2, 3, 4];
const texts = (rows: readonly { readonly pool: string; readonly slot: bigint }[]): string[] =>
  [...new Set(rows.map(({ pool, slot }) => `${Number.parseInt(pool, 16)} at ${slot}`))].sort();

/** What pools' performance counts as lost. */
async function beaten(): Promise<string[]> {
  const found = await Promise.all(
    EPOCHS.map((of) =>
      database.pool.query<{ pool: string; slot: bigint }>(
        `select encode(pool_id, 'hex') as pool, slot from (${beatenBlocks('$1')}) b`,
        [of],
      ),
    ),
  );
  return texts(found.flatMap(({ rows }) => rows));
}

/** What is shown as lost: orphans that our node had or that are proven, where another pool's block stands. */
async function lost(): Promise<string[]> {
  const { rows } = await database.pool.query<{ pool: string; slot: bigint }>(
    `select encode(o.pool_id, 'hex') as pool, o.slot
     from judged_block o join judged_block won on won.height = o.height and won.chained
     where o.chained = false and o.standing > 0 and (o.held or o.evidence = 2) and o.pool_id <> won.pool_id`,
  );
  return texts(rows);
}

function ourChain(): Block[] {
  const chain: Block[] = [];
  for (let at = 1; at <= HEIGHTS + 10; at += 1) {
    chain.push(...branchOf({ from: at, to: at, onto: chain.at(-1) ?? null, pool: 1 + (at % POOLS) }));
  }
  return chain;
}

test('a battle that is shown as lost is one that the pool’s performance counts, and the other way round', async () => {
  let battles = 0;
  const rivals = fc.uniqueArray(anyRival, {
    minLength: 4,
    maxLength: 12,
    selector: ({ height, branch }) => height * 10 + branch,
  });
  await fc.assert(
    fc.asyncProperty(rivals, async (told) => {
      await forgetAll(database.pool);
      const chain = ourChain();
      await follow(database.pool, chain);
      for (const rival of told) await tell(rival, chain);
      await settle(database.pool, 1_000);
      const shown = await lost();
      expect(shown).toEqual(await beaten());
      battles += shown.length;
    }),
    { numRuns: 8 },
  );
  expect(battles).toBeGreaterThan(0);
}, 60_000);
