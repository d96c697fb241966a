import { epoch, markOf } from '@pooltool/domain';
import { poolStakesOf } from '@pooltool/domain/rewards';
import { hash32, keyCredential, testPool, testSnapshot } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { saveSnapshot } from '@pooltool/store';

import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { markDocuments } from '../../src/documents/marks.ts';
import { holdHistories, lockHistories } from '../../src/watched/history-file.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await save();
});
afterAll(() => database.close());

const ACTIVE = epoch(5);

function save(): Promise<void> {
  const snapshot = testSnapshot([testPool(1)], [[keyCredential(1), 0, 1_000_000n]]);
  return inTransaction(database.pool, (tx) =>
    saveSnapshot(tx, { activeEpoch: ACTIVE, snapshot, ...poolStakesOf(snapshot), sha256: hash32(1) }),
  );
}

async function untilSomebodyWaits(): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await database.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rows).toHaveLength(1);
  });
}

test.each([
  ['changes histories (a pivot)', lockHistories],
  ['asks for some (the API)', holdHistories],
])('a snapshot that is replaced beside somebody who %s waits for it, and neither is broken off', async (_, hold) => {
  let saved: Promise<void> | undefined;
  await inTransaction(database.pool, async (tx) => {
    await hold(tx);
    saved = save();
    saved.catch(() => {});
    await untilSomebodyWaits();
    const { rows } = await tx.query(`select from stake_snapshot where active_epoch = $1`, [ACTIVE]);
    expect(rows).toHaveLength(1);
    await markDocuments(tx, [markOf.syncStatus()]);
  });
  await expect(saved).resolves.toBeUndefined();
});
