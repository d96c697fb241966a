import { epoch } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { countPropagation, dropReports, savePropagation } from '@pooltool/store/tips';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvRows, expectAnswer, openBattles, report, type ToldBattles } from './told-battles.ts';

const [SEVEN, TWENTY] = [testPoolId(7), testPoolId(20)];

let told: ToldBattles;
const blockAt = (at: number) => told.blockAt(at);
beforeAll(async () => {
  told = await openBattles();
  await report(told, blockAt(12), [
    [20, 100],
    [21, 200],
  ]);
  await report(told, blockAt(29), [
    [20, 300, { node: 'near', receivedMs: 350 }],
    [20, 280, { node: 'far', receivedMs: 400 }],
  ]);
  for (const of of [0, 1, 2]) {
    const counted = await countPropagation(told.database.pool, epoch(of));
    await inTransaction(told.database.pool, (tx) => savePropagation(tx, counted));
  }
});
afterAll(() => told.close());

describe('propagation of a pool', () => {
  const ROUTE = '/v1/pools/:pool/propagation';

  test('is what was counted of an epoch, by side', async () => {
    const { producer, receiver } = await expectAnswer(told, ROUTE, `/v1/pools/${SEVEN}/propagation?epoch=1`);
    expect(producer).toMatchObject({
      epoch: 1,
      datapoints: 2,
      outliers: 0,
      averageMs: 150,
      medianMs: 100,
      uniquePools: 2,
    });
    expect(producer.counts.flatMap((count: number, bin: number) => (count === 0 ? [] : [[bin, count]]))).toEqual([
      [51, 1],
      [52, 1],
    ]);
    expect(receiver).toBeNull();
  });

  test('without an epoch is the newest of each side', async () => {
    const { producer, receiver } = await expectAnswer(told, ROUTE, `/v1/pools/${TWENTY}/propagation`);
    expect([producer, receiver]).toMatchObject([null, { epoch: 2, datapoints: 1, medianMs: 300 }]);
    const columns = 'side,epoch,datapoints,outliers,average_ms,median_ms,unique_pools,counts'.split(',');
    const [row = [], ...more] = await csvRows(told, `/v1/pools/${TWENTY}/propagation`, columns);
    expect([row.slice(0, 7), row[7]?.split(' ').length, more]).toEqual([
      ['receiver', '2', '1', '0', '300', '300', '1'],
      100,
      [],
    ]);
    expect(await expectAnswer(told, ROUTE, `/v1/pools/${testPoolId(99)}/propagation`)).toMatchObject({
      producer: null,
      receiver: null,
    });
  });

  test('of an epoch that is not counted is refused', async () => {
    const { status, json } = await told.ask(`/v1/pools/${SEVEN}/propagation?epoch=9`);
    expect([status, json.error.code]).toEqual([409, 'POOLTOOL_PROPAGATION_NOT_COUNTED']);
  });

  test('stands when the reports are dropped, and then raw delays are told to be gone', async () => {
    await inTransaction(told.database.pool, (tx) => dropReports(tx, 1));
    const { status, json } = await told.ask(`/v1/blocks/${blockAt(12).hash}/delays`);
    expect([status, json.error.code]).toEqual([410, 'POOLTOOL_REPORTS_DROPPED']);
    expect(json.error.message).toMatch(/kept from 2 on/);
    const list = await expectAnswer(told, '/v1/pools/:pool/delays', `/v1/pools/${TWENTY}/delays?side=receiver&to=22`);
    expect(list).toMatchObject({
      keptFromEpoch: 2,
      next: null,
      blocks: [{ height: 22 }, { height: 21 }, { height: 20 }],
    });
    expect(await expectAnswer(told, ROUTE, `/v1/pools/${SEVEN}/propagation?epoch=1`)).toMatchObject({
      producer: { datapoints: 2 },
    });
  });
});
