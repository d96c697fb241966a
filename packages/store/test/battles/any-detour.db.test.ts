import { type Block, slot } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { settleHeights } from '@pooltool/store/battles';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeBlock } from '../chain/small-chain.ts';
import {
  branchOf,
  DEPTH,
  follow,
  forgetAll,
  leaderValue,
  prove,
  rollBack,
  settle,
  settledRows,
} from './small-contests.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => forgetAll(database.pool));

/** Few pools, so that one meets itself. */
const POOLS = 4;
const poolOf = (height: number, branch: number): number => 1 + ((height + branch) % POOLS);

type Step =
  | { readonly kind: 'forward'; readonly blocks: number; readonly branch: number }
  | { readonly kind: 'back'; readonly blocks: number }
  | {
      readonly kind: 'report';
      readonly below: number;
      readonly branch: number;
      readonly inSlotAbove: number;
      readonly by: number;
    }
  | { readonly kind: 'settle'; readonly limit: number }
  | { readonly kind: 'die' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('forward' as const),
      blocks: fc.integer({ min: 1, max: 15 }),
      branch: fc.nat(3),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('back' as const), blocks: fc.integer({ min: 1, max: 25 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      below: fc.integer({ min: -2, max: 20 }),
      branch: fc.nat(5),
      inSlotAbove: fc.nat(2),
      by: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('settle' as const), limit: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'die' as const }) },
);

/** The chain as the test believes it to be, with what each step does to both. */
function follower() {
  const { pool } = database;
  const chain: Block[] = [];
  let highest = 0;

  async function forward(blocks: number, branch: number): Promise<void> {
    const onto = chain.at(-1) ?? null;
    const from = (onto?.height ?? 0) + 1;
    const made: Block[] = [];
    for (let at = from; at < from + blocks; at += 1) {
      made.push(...branchOf({ from: at, to: at, branch, onto: made.at(-1) ?? onto, pool: poolOf(at, branch) }));
    }
    await follow(pool, made);
    chain.push(...made);
    highest = Math.max(highest, chain.length);
  }

  async function back(blocks: number): Promise<void> {
    if (chain.length === 0) return;
    chain.splice(Math.max(0, chain.length - blocks));
    await rollBack(pool, chain.at(-1) ?? null);
  }

  /** Of a block of its height's slot or of a later one's: then its maker missed a parent. */
  async function report({ below, branch, inSlotAbove, by }: Extract<Step, { kind: 'report' }>): Promise<void> {
    const at = Math.max(1, chain.length - below);
    const own = makeBlock({
      height: at,
      branch: branch + 10 * inSlotAbove,
      parent: null,
      pool: poolOf(at + inSlotAbove, branch),
    });
    await prove(pool, { ...own, slot: slot((at + inSlotAbove) * 10 + branch) }, [20, 21, 22].slice(0, by));
  }

  const die = () =>
    inTransaction(pool, async (tx) => {
      await settleHeights(tx, { depth: DEPTH, limit: 50, leaderValue });
      throw new Error('killed before the COMMIT');
    }).catch(() => {});

  return {
    async take(step: Step): Promise<void> {
      if (step.kind === 'forward') await forward(step.blocks, step.branch);
      else if (step.kind === 'back') await back(step.blocks);
      else if (step.kind === 'report') await report(step);
      else if (step.kind === 'settle') await settle(pool, step.limit);
      else await die();
    },
    /** A chain that was rolled back a little is settled as deep as it was when it was higher. */
    catchUp: () => forward(highest + 1 - chain.length, 0),
    hashAt: (height: number) => chain.find((block) => block.height === height)?.hash,
  };
}

async function settleAll(): Promise<void> {
  while (!(await settle(database.pool, 5)).complete) {
    // until nothing is due
  }
}

/** Of the height above nobody reports anything: its block is in the battle of one that was reported below, and settled first. */
const TWIN_NOT_DEEP_YET: Step[] = [
  { kind: 'forward', blocks: 2, branch: 1 },
  { kind: 'report', below: 1, branch: 1, inSlotAbove: 1, by: 2 },
  { kind: 'forward', blocks: 9, branch: 0 },
  { kind: 'settle', limit: 1 },
];

test('whatever happens in whatever order, what is settled in the end is what one settlement makes of chain and reports', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 8, maxLength: 24 }), async (steps) => {
      await forgetAll(database.pool);
      const { take, catchUp, hashAt } = follower();
      for (const step of steps) await take(step);
      await catchUp();
      await settleAll();
      const after = await settledRows(database.pool);
      await database.pool.query('truncate judged_height, judged_block');
      await database.pool.query('update settled_height set height = -1');
      await settle(database.pool, 1_000);
      expect(after).toEqual(await settledRows(database.pool));
      const { rows } = await database.pool.query<{ height: bigint; hash: string; chained: boolean }>(
        `select b.height, encode(b.hash, 'hex') as hash, b.chained from judged_block b join judged_height j using (height) where j.settled`,
      );
      for (const row of rows) expect(row.chained).toBe(hashAt(Number(row.height)) === row.hash);
    }),
    { numRuns: 12, examples: [[TWIN_NOT_DEEP_YET]] },
  );
}, 120_000);
