import { keyCredential, testPool } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { markAgain } from '@pooltool/store/documents';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadLive } from './live-truth.ts';
import { follow, makeBlock, POOL_1, registration } from './small-truth.ts';
import { openStage, type Stage } from './stage.ts';

const DELEGATOR = keyCredential(51);
const POOLS = [testPool(1)];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Draws all that waits. @returns the paths that were written below `top` */
async function pathsWritten(top: string): Promise<string[]> {
  const written: string[] = [];
  const { firebase } = stage.sinks;
  const drain = stage.newDrain({
    firebase: {
      update: (paths) => {
        written.push(...paths.keys());
        return firebase.update(paths);
      },
    },
  });
  while (!(await drain.pass()).complete);
  return written.filter((path) => path.startsWith(`${top}/`)).sort();
}

/** Whoever watches the list of pools is sent what is written of it, whether it changed or not. */
test("a block writes its pool's counters, a ledger dump its live stake, and nothing else of the record", async () => {
  const { pool } = stage.database;
  await follow(pool, [makeBlock({ height: 1, pool: 1, effects: [registration(1, 340_000_000n)] })]);
  expect(await pathsWritten('stake_pools')).toContain(`stake_pools/${POOL_1}/t`);

  await follow(pool, [makeBlock({ height: 2, pool: 1 })]);
  expect(await pathsWritten('stake_pools')).toEqual(['b', 'eb', 'l'].map((name) => `stake_pools/${POOL_1}/${name}`));

  await loadLive(pool, 1, POOLS, [[DELEGATOR, 0, 5_000_000n, 0n]]);
  expect(await pathsWritten('stake_pools')).toEqual(['ap', 'cp', 'ls'].map((name) => `stake_pools/${POOL_1}/${name}`));
});

test('of the network a field is written when it changed, and its section is not', async () => {
  const { pool } = stage.database;
  const drawn = async () => {
    await inTransaction(pool, (tx) => markAgain(tx, { kinds: ['ecosystem'] }));
    return pathsWritten('ecosystem');
  };
  expect(await drawn()).toContain('ecosystem/protocolVersions');
  expect(await drawn()).toEqual([]);
  await loadLive(pool, 2, POOLS, [[DELEGATOR, 0, 6_000_000n, 0n]]);
  expect(await pathsWritten('ecosystem')).toEqual(['ecosystem/maxLiveStake', 'ecosystem/totalStaked']);
});
