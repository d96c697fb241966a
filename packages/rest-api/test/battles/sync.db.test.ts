import { epoch, height, nodeName, syncFigures, syncShare, unixMs } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { readReporterStates, recordReporterStates, saveSyncSample } from '@pooltool/store/tips';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvRows, expectAnswer, openBattles, report, type ToldBattles } from './told-battles.ts';

let told: ToldBattles;
beforeAll(async () => {
  told = await openBattles();
  // Only who reported is known to report.
  await report(
    told,
    told.blockAt(29),
    [20, 21, 22].map((from) => [from, 300]),
  );
});
afterAll(() => told.close());

describe('who keeps up with the chain', () => {
  const ROUTE = '/v1/network/sync';

  test('is null before anything was sampled', async () => {
    expect(await expectAnswer(told, ROUTE, '/v1/network/sync')).toEqual({ at: null, sample: null });
  });

  test('is the newest sample', async () => {
    const { pool } = told.database;
    const message = (from: number, at: number, version: string) => ({
      reporter: { pool: testPoolId(from), node: nodeName('') },
      receivedAt: unixMs(1_000_000),
      at: null,
      hash: told.blockAt(29).hash,
      slot: told.blockAt(29).slot,
      height: height(at),
      parent: null,
      issuerKey: null,
      election: null,
      protocol: null,
      version,
      platform: 'cncli',
    });
    await inTransaction(pool, (tx) =>
      recordReporterStates(tx, [message(20, 29, '10.5.1'), message(21, 29, '9.2'), message(22, 5, '9.2')]),
    );
    for (const at of [1_000_000, 1_015_000]) {
      const figures = syncFigures(syncShare(await readReporterStates(pool), unixMs(at)), null, unixMs(at));
      await inTransaction(pool, (tx) => saveSyncSample(tx, { at: unixMs(at), epoch: epoch(2), figures }));
    }
    expect(await expectAnswer(told, ROUTE, '/v1/network/sync')).toEqual({
      at: '1970-01-01T00:16:55.000Z',
      sample: {
        pools: 3,
        synced: 2,
        majorityHeight: 29,
        highest: 29,
        lowest: 5,
        chain: null,
        versions: [
          { version: '9.2', pools: 2 },
          { version: '10.5.1', pools: 1 },
        ],
        platforms: [{ platform: 'cncli', pools: 3 }],
        distribution: [
          { height: 5, pools: 1 },
          { height: 29, pools: 2 },
        ],
      },
    });
    expect(await csvRows(told, '/v1/network/sync', ['of', 'value', 'pools'])).toEqual([
      ['version', '9.2', '2'],
      ['version', '10.5.1', '1'],
      ['platform', 'cncli', '3'],
      ['height', '5', '1'],
      ['height', '29', '2'],
    ]);
  });
});
