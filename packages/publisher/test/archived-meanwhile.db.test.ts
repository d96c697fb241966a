import { epoch, stakeCredential } from '@pooltool/domain';
import { inTransaction, type Queryable, type QueryConfig, type QueryResultRow } from '@pooltool/shared-utils/pg';
import { lifetimeSums, savePivot, watchKeys } from '@pooltool/store';
import { openArchive } from '@pooltool/store/archive';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pivotOf, readWatchedEarnings } from '../../epoch-processing/src/key-pivot.ts';
import { archiveEpoch } from './archive-epoch.ts';
import { DELEGATOR, pivot, rewardsOf, snapshotOf } from './small-truth.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** The epoch's rows are moved just before its delegators are looked for. */
function movesAway(of: number): Queryable {
  let moved = false;
  return {
    async query<Row extends QueryResultRow>(statement: string | QueryConfig, values?: readonly unknown[]) {
      if (!moved && typeof statement === 'object' && statement.name === 'delegations-in') {
        moved = true;
        await archiveEpoch(stage, of);
      }
      return stage.database.pool.query<Row>(statement, values);
    },
  };
}

test('an epoch whose rows are moved to the archive while it is pivoted is read again, and takes nothing from any sum', async () => {
  const { pool } = stage.database;
  const archive = openArchive(stage.objects);
  const key = stakeCredential('key', DELEGATOR);
  await inTransaction(pool, (tx) => watchKeys(tx, [key]));
  for (const of of [0, 1, 2]) {
    await snapshotOf(pool, epoch(of));
    await rewardsOf(pool, of, 'final', { pivots: false });
    await pivot({ pool, archive }, of);
  }
  const before = await lifetimeSums(pool, [key]);
  await expect(readWatchedEarnings({ pool: movesAway(1), archive }, epoch(1))).rejects.toMatchObject({
    code: 'POOLTOOL_ARCHIVE_GREW',
    disposition: 'retry',
  });
  const again = pivotOf(await readWatchedEarnings({ pool, archive }, epoch(1)));
  await inTransaction(pool, (tx) => savePivot(tx, again));
  expect(await lifetimeSums(pool, [key])).toEqual(before);
  expect(before.get(`key:${DELEGATOR}`)?.size).toBe(3);
});
