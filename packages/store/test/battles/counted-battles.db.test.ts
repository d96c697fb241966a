import {
  type Candidate,
  countBattles,
  customNetwork,
  epoch,
  height,
  isCounted,
  isForked,
  judgeHeight,
  slot,
} from '@pooltool/domain';
import { testCandidate, testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { claimNetwork } from '@pooltool/store';
import { readBattleStatistics, saveContests } from '@pooltool/store/battles';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { branchOf, follow, leaderValue } from './small-contests.ts';

let database: TestDatabase;
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
  await follow(database.pool, branchOf({ from: 1, to: 20 }));
});
afterAll(() => database.close());

/** Few pools, slots and heights, all in the windows: blocks of one slot meet at different heights. */
const blocks: fc.Arbitrary<Candidate[]> = fc
  .array(
    fc.record({
      at: fc.integer({ min: 1, max: 5 }),
      slot: fc.integer({ min: 1, max: 6 }),
      pool: fc.integer({ min: 1, max: 4 }),
    }),
    {
      maxLength: 9,
    },
  )
  .map((made) =>
    made.map(({ at, slot: in_, pool }, tag) =>
      testCandidate(tag + 1, { height: height(at), slot: slot(in_), epoch: epoch(0), producer: testPoolId(pool) }),
    ),
  );

test('rows are counted as contests are: a battle hidden between heights at the lower one, in counts and among forks', async () => {
  await fc.assert(
    fc.asyncProperty(blocks, async (all) => {
      const contests = [...Map.groupBy(all, (block) => block.height)].map(([at, candidates]) =>
        judgeHeight({
          height: at,
          candidates,
          sameSlot: all.filter((other) => other.height !== at),
          chain: candidates[0] ?? null,
          leaderValue,
        }),
      );
      await database.pool.query('delete from judged_height');
      await inTransaction(database.pool, (tx) => saveContests(tx, contests));
      const counted = await readBattleStatistics(database.pool);
      expect(counted?.recent).toEqual(countBattles(contests));
      expect(counted?.forks.map((fork) => fork.height)).toEqual(
        contests
          .filter((contest) => isCounted(contest) && isForked(contest.kinds))
          .map((contest) => contest.height)
          .sort((one, other) => one - other),
      );
    }),
    { numRuns: 60 },
  );
});
