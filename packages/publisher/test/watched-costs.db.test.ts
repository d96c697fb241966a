import { credentialText, epoch, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { keyCredential } from '@pooltool/domain/testing';
import { systemClock } from '@pooltool/shared-utils/clock';
import { inTransaction, type Queryable, type QueryConfig, type QueryResultRow } from '@pooltool/shared-utils/pg';
import { requestHistories, stakeHistoryFile, unwatchKeys, watchKeys } from '@pooltool/store';
import { NOTHING_ARCHIVED, openArchive } from '@pooltool/store/archive';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readWatchedEarnings } from '../../epoch-processing/src/key-pivot.ts';
import { documentDrain } from '../src/drain/drain.ts';
import type { Sinks } from '../src/drain/sinks.ts';
import { archiveEpoch } from './archive-epoch.ts';
import { STAKE_FILE } from './contract.ts';
import { shapeFaults } from './shape.ts';
import { DELEGATOR, network, OWNER, pivot, rewardsOf, snapshotOf } from './small-truth.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

const delegator = stakeCredential('key', DELEGATOR);
const owner = stakeCredential('key', OWNER);
const watch = (...keys: StakeCredential[]) => inTransaction(stage.database.pool, (tx) => watchKeys(tx, keys));

/** Epochs from 0 on, paid and pivoted. */
async function paidEpochs(count: number, from = 0): Promise<void> {
  for (let of = from; of < from + count; of += 1) {
    await snapshotOf(stage.database.pool, epoch(of));
    await rewardsOf(stage.database.pool, of, 'final', { pivots: false });
    await pivot({ pool: stage.database.pool, archive: openArchive(stage.objects) }, of);
  }
}

/** How many rows the database answers with. */
function counting() {
  let rows = 0;
  const db: Queryable = {
    async query<Row extends QueryResultRow>(statement: string | QueryConfig, values?: readonly unknown[]) {
      const answer = await stage.database.pool.query<Row>(statement, values);
      rows += answer.rows.length;
      return answer;
    },
  };
  return { db, rows: () => rows };
}

const gone = openArchive({
  get: () => Promise.resolve(null),
  getRange: () => Promise.resolve(null),
});

const drainParts = (sinks: Partial<Sinks> = {}) => ({
  pool: stage.database.pool,
  network,
  archive: gone,
  sinks: { ...stage.sinks, ...sinks },
  clock: systemClock,
  log: stage.log,
  observe: () => {},
});
const drainWithoutArchive = (sinks: Partial<Sinks> = {}) => documentDrain(drainParts(sinks));

describe('a boundary', () => {
  test('reads the epoch of a watched key, however long its history is', async () => {
    await watch(delegator, owner);
    await paidEpochs(2);
    const short = counting();
    await readWatchedEarnings({ pool: short.db, archive: gone }, epoch(1));
    await paidEpochs(6, 2);
    const long = counting();
    await readWatchedEarnings({ pool: long.db, archive: gone }, epoch(7));
    // Two keys, what each delegated, what each got, one pool's leader; and every epoch's number, which is of the network.
    expect(long.rows() - short.rows()).toBe(6);
  });

  test('reads nothing of the archive for a key whose sums are kept, and writes two values of its history', async () => {
    await watch(delegator);
    await paidEpochs(3);
    await stage.drain();
    await archiveEpoch(stage, 0);
    await snapshotOf(stage.database.pool, epoch(3));
    await rewardsOf(stage.database.pool, 3, 'final', { pivots: false });
    await pivot({ pool: stage.database.pool, archive: gone }, 3);
    const written: string[] = [];
    await drainWithoutArchive({
      firebase: {
        async update(values) {
          written.push(...[...values.keys()].filter((path) => path.startsWith('stake_hist')));
          await stage.sinks.firebase.update(values);
        },
      },
    }).pass();
    expect(written.sort()).toEqual([`stake_hist/${DELEGATOR}/3`, `stake_hist/${DELEGATOR}/pivotedToEpoch`]);
    expect(stage.read(`stake_hist/${DELEGATOR}/3`)).toMatchObject({ lifeStakeRewards: 4 * 14_000_000 });
  });

  test('holds no more than twenty-five whole histories in memory, however many keys are new', async () => {
    await paidEpochs(1);
    const keys = Array.from({ length: 90 }, (_, tag) => keyCredential(1_000 + tag));
    await watch(...keys);
    const asked: number[] = [];
    const archive = {
      entriesOf: async (_: Queryable, of: readonly StakeCredential[]) => {
        asked.push(of.length);
        return NOTHING_ARCHIVED;
      },
    };
    const drain = documentDrain({ ...drainParts(), archive });
    await drain.pass();
    // A part of a key whose sums are not kept yet is drawn from all that came before.
    await stage.database.pool.query(
      `insert into document_mark (kind, subject) select 'stake_hist', key || '/0' from unnest($1::text[]) as k (key)`,
      [keys.map(credentialText)],
    );
    await drain.pass();
    expect(asked.reduce((sum, one) => sum + one, 0)).toBe(2 * keys.length);
    expect(Math.max(...asked)).toBeLessThanOrEqual(25);
    expect(await stage.waiting()).toEqual([]);
  });

  test('fails for a key that is new while the archive cannot be read, and never takes that for no history', async () => {
    await paidEpochs(3);
    await archiveEpoch(stage, 0);
    await watch(delegator);
    await expect(readWatchedEarnings({ pool: stage.database.pool, archive: gone }, epoch(2))).rejects.toMatchObject({
      code: 'POOLTOOL_ARCHIVE_SHARD_MISSING',
      disposition: 'retry',
    });
    const drain = drainWithoutArchive();
    await drain.pass();
    expect(stage.read(`stake_hist/${DELEGATOR}`)).toBeNull();
    expect(await stage.waiting()).toContain(`stake_hist key:${DELEGATOR}`);
    await stage.drain();
    expect(stage.read(`stake_hist/${DELEGATOR}/0`)).toMatchObject({ lifeStakeRewards: 14_000_000 });
    expect(stage.read(`stake_hist/${DELEGATOR}/2`)).toMatchObject({ lifeStakeRewards: 3 * 14_000_000 });
  });
});

describe('the file of a history', () => {
  const ask = () => inTransaction(stage.database.pool, (tx) => requestHistories(tx, [delegator.hash]));
  const state = () => stakeHistoryFile(stage.database.pool, delegator);
  const file = async () => stage.object((await state()).path);

  test('is drawn for who asks, stands until a boundary, and is drawn again when it is asked for again', async () => {
    await paidEpochs(2);
    await archiveEpoch(stage, 0);
    expect(await state()).toEqual({
      path: `stake_history/${DELEGATOR.slice(0, 6)}/${DELEGATOR}.json`,
      state: 'missing',
      currentEpoch: null,
      processedThrough: 1,
    });
    await ask();
    expect((await state()).state).toBe('building');
    await stage.drain();
    expect((await state()).state).toBe('fresh');
    expect(shapeFaults(await file(), STAKE_FILE)).toEqual([]);
    expect(await file()).toMatchObject({
      0: { stake_rewards: 14_000_000, forecast: false },
      1: { amount: 70_000_000 },
    });
    stage.forget();
    await ask();
    await stage.drain();
    expect([...stage.billed]).toEqual([]);
    await paidEpochs(1, 2);
    await stage.drain();
    expect(await state()).toMatchObject({ state: 'missing', processedThrough: 2 });
    expect(await file()).not.toHaveProperty('2');
    await ask();
    await stage.drain();
    expect(await file()).toHaveProperty('2');
    expect((await state()).state).toBe('fresh');
  });

  test('that is being drawn when a boundary comes is drawn again', async () => {
    await paidEpochs(1);
    await ask();
    const drain = stage.newDrain({
      objects: {
        delete: (keys) => stage.objects.delete(keys),
        async put(object) {
          if (object.key.includes('/stake_history/')) await paidEpochs(1, 1);
          return stage.objects.put(object);
        },
      },
    });
    await drain.pass();
    expect((await state()).state).toBe('building');
    await stage.drain();
    expect(await file()).toHaveProperty('1');
  });

  test('is taken away with the history when the key is no longer watched', async () => {
    await paidEpochs(1);
    await ask();
    await stage.drain();
    await inTransaction(stage.database.pool, (tx) => unwatchKeys(tx, [delegator]));
    await stage.drain();
    expect(stage.read(`stake_hist/${DELEGATOR}`)).toBeNull();
    expect(await file()).toBeNull();
    expect(await stage.waiting()).toEqual([]);
  });
});
