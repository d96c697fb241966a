import { epoch, lovelace } from '@pooltool/domain';
import { inTransaction, listen } from '@pooltool/shared-utils/pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type ArrivalOutcome,
  arrivalsAfter,
  LEDGER_ARRIVED,
  missingSnapshots,
  readArrival,
  recordArrival,
} from '../../src/index.ts';
import { SENSOR_CHANNEL } from '../../src/pipeline/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { smallArrival } from './small-arrival.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query('truncate ledger_arrival, snapshot_epoch cascade');
});

const receivedAt = new Date('2026-01-02T03:04:05Z');
const record = (arrival: ReturnType<typeof smallArrival>): Promise<ArrivalOutcome> =>
  inTransaction(database.pool, (tx) => recordArrival(tx, { arrival, receivedAt }));

describe('an arrival', () => {
  test('comes back as it was told, lovelace exact', async () => {
    const arrival = smallArrival(5, { roles: ['mark', 'set', 'go'] });
    expect(await record(arrival)).toBe('recorded');
    expect(await readArrival(database.pool, epoch(5))).toEqual(arrival);
    expect(await readArrival(database.pool, epoch(6))).toBeNull();
  });

  test('told twice is there once, and nobody is asked to look again', async () => {
    await record(smallArrival(5));
    const [before] = await arrivalsAfter(database.pool, 0n);
    expect(await record(smallArrival(5))).toBe('known');
    expect(await arrivalsAfter(database.pool, before?.sequence ?? 0n)).toEqual([]);
  });

  test('told otherwise replaces what was told before and is new to its readers', async () => {
    await record(smallArrival(5));
    await record(smallArrival(6));
    const seen = await arrivalsAfter(database.pool, 0n);
    expect(await record(smallArrival(5, { fees: 8n }))).toBe('replaced');
    const later = await arrivalsAfter(database.pool, seen.at(-1)?.sequence ?? 0n);
    expect(later).toMatchObject([{ arrival: { epoch: 5, feesPrevious: 8n }, receivedAt }]);
    expect((await arrivalsAfter(database.pool, 0n)).map(({ arrival }) => arrival.epoch)).toEqual([6, 5]);
  });

  describe('of an epoch that a later dump has told of already', () => {
    const later = { ...smallArrival(5, { roles: ['mark', 'set'] }), blocksCurrent: 20 };
    const earlier = { ...later, blocksCurrent: 9, accounts: { ...later.accounts, count: 3 } };

    test('is older and changes nothing; the later one replaces the earlier', async () => {
      await record(earlier);
      expect(await record(later)).toBe('replaced');
      const [before] = await arrivalsAfter(database.pool, 0n);
      expect(await record(earlier)).toBe('older');
      expect(await arrivalsAfter(database.pool, 0n)).toEqual([before]);
      expect(await readArrival(database.pool, epoch(5))).toEqual(later);
    });

    const rewardUpdate = { toTreasury: lovelace(1n), fromReserves: 2n, leaderRewards: lovelace(3n) };
    test('is older also where the later one tells what the node computed meanwhile', async () => {
      await record({ ...later, rewardUpdate: { ...rewardUpdate, memberRewards: lovelace(4n), rewards: 5 } });
      expect(await record(earlier)).toBe('older');
    });

    test.each([
      [
        'brings a snapshot that the later one does not',
        { ...earlier, snapshots: smallArrival(5, { roles: ['mark', 'go'] }).snapshots },
      ],
      ['saw the epoch begin otherwise', { ...earlier, feesPrevious: lovelace(1n) }],
      [
        'has another mark',
        { ...earlier, snapshots: later.snapshots.map((one) => ({ ...one, sha256: 'cd'.repeat(32) })) },
      ],
      ['is of the same moment', { ...earlier, blocksCurrent: 20 }],
    ])('replaces it when it %s', async (_why, arrival) => {
      await record(later);
      expect(await record(arrival)).toBe('replaced');
      expect(await readArrival(database.pool, epoch(5))).toEqual(arrival);
    });
  });

  test('wakes the sensors when its transaction commits, and only then', async () => {
    const words: string[] = [];
    const listening = await listen(database.pool, SENSOR_CHANNEL, (word) => words.push(word));
    const undone = inTransaction(database.pool, async (tx) => {
      await recordArrival(tx, { arrival: smallArrival(5), receivedAt });
      throw new RangeError('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await record(smallArrival(6));
    await vi.waitFor(() => expect(words).toEqual([LEDGER_ARRIVED]));
    await listening.close();
  });

  test('is never passed over by a reader, though two come at once', async () => {
    const epochs = Array.from({ length: 12 }, (_, index) => index + 1);
    const seen: number[] = [];
    let sequence = 0n;
    const look = async () => {
      for (const next of await arrivalsAfter(database.pool, sequence)) {
        seen.push(next.arrival.epoch);
        ({ sequence } = next);
      }
    };
    await Promise.all(epochs.map(async (number) => record(smallArrival(number)).then(look)));
    await look();
    expect([...new Set(seen)].sort((a, b) => a - b)).toEqual(epochs);
  });
});

describe('a dump has to bring', () => {
  const missing = (dumpEpoch: number) =>
    missingSnapshots(database.pool, {
      dumpEpoch: epoch(dumpEpoch),
      activeEpochs: [dumpEpoch - 1, dumpEpoch, dumpEpoch + 1].map(epoch),
    });

  test('all three snapshots when nothing is known', async () => {
    expect(await missing(5)).toEqual([4, 5, 6]);
  });

  test('only its mark when the dump before was handed over', async () => {
    await record(smallArrival(5, { roles: ['mark', 'set', 'go'] }));
    expect(await missing(6)).toEqual([7]);
  });

  test('what it brought the first time when it comes again, so that it says the same', async () => {
    await record(smallArrival(5, { roles: ['mark', 'set', 'go'] }));
    await database.pool.query(
      `insert into snapshot_epoch (active_epoch, delegators, pools, active_stake, sha256) values (4, 0, 0, 0, '')`,
    );
    expect(await missing(5)).toEqual([4, 5, 6]);
  });

  test('no snapshot that is loaded, whoever brought it', async () => {
    await database.pool.query(
      `insert into snapshot_epoch (active_epoch, delegators, pools, active_stake, sha256) values (4, 0, 0, 0, '')`,
    );
    expect(await missing(5)).toEqual([5, 6]);
  });
});
