import { blockHash, height, nodeName, slot, type TipMessage, unixMs } from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { readReporterStates, recordReporterStates, recordReports } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { claimOf, reportOf } from './told-reports.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
const forget = () => database.pool.query('truncate reporter, reported_block restart identity cascade');
beforeEach(forget);

const message = (given: Partial<TipMessage> & { readonly from?: number } = {}): TipMessage => {
  const { from = 1, ...fields } = given;
  return {
    reporter: { pool: testPoolId(from), node: nodeName('') },
    receivedAt: unixMs(1_000),
    at: null,
    hash: blockHash(hash32(1)),
    slot: slot(9),
    height: height(5),
    parent: null,
    issuerKey: null,
    election: null,
    protocol: null,
    version: '1.35.3',
    platform: 'linux',
    ...fields,
  };
};

const record = (...messages: readonly TipMessage[]): Promise<void> =>
  inTransaction(database.pool, async (tx) => {
    await recordReports(
      tx,
      messages.map(({ reporter }) => ({ ...reportOf(claimOf(1), 0, 1), reporter })),
    );
    await recordReporterStates(tx, messages);
  });

test('of each reporter the last stands that reached us, and what came before it changes nothing', async () => {
  await record(
    message(),
    message({ receivedAt: unixMs(3_000), height: height(7), version: '10.1.4' }),
    message({ from: 2 }),
  );
  await record(message({ receivedAt: unixMs(2_999), height: height(99) }));
  expect(await readReporterStates(database.pool)).toMatchObject([
    { reporter: { pool: testPoolId(1), node: '' }, receivedAt: 3_000, height: 7, version: '10.1.4', platform: 'linux' },
    { reporter: { pool: testPoolId(2) }, receivedAt: 1_000, height: 5 },
  ]);
});

test('a repeat writes nothing', async () => {
  await record(message());
  const version = async () => (await database.pool.query('select xmin from reporter')).rows;
  const before = await version();
  await record(message(), message());
  expect(await version()).toEqual(before);
});

test('who has reported and never told a state is not among them', async () => {
  await inTransaction(database.pool, (tx) => recordReports(tx, [reportOf(claimOf(1), 7, 1)]));
  expect(await readReporterStates(database.pool)).toEqual([]);
});

test('states come in in any order and any number of passes, and the same is kept', async () => {
  const anyMessage = fc
    .record({
      from: fc.nat({ max: 1 }),
      receivedAt: fc.integer({ min: 1, max: 3 }).map(unixMs),
      height: fc.nat({ max: 1 }).map(height),
      parent: fc.option(fc.constantFrom(1, 2).map((tag) => blockHash(hash32(tag)))),
      version: fc.constantFrom('', 'a', 'B'),
      protocol: fc.option(fc.record({ major: fc.nat({ max: 2 }), minor: fc.nat({ max: 1 }) })),
    })
    .map(message);
  const anyDelivery = fc
    .array(anyMessage, { minLength: 1, maxLength: 10 })
    .chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.integer({ min: 1, max: 4 })),
    );
  const rows = async () =>
    (await database.pool.query('select *, null as reporter_id from reporter order by pool_id, node')).rows;
  await fc.assert(
    fc.asyncProperty(anyDelivery, async ([all, shuffled, pass]) => {
      await forget();
      await record(...all);
      const atOnce = await rows();
      await forget();
      for (let from = 0; from < shuffled.length; from += pass) await record(...shuffled.slice(from, from + pass));
      expect(await rows()).toEqual(atOnce);
    }),
    { numRuns: 30 },
  );
});
