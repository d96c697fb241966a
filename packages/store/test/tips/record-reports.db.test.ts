import { type BlockHash, epoch, height, slot, type TipReport } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { readReports, recordReports } from '@pooltool/store';
import { createTestDatabase, type TestDatabase, tableHashes } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claimOf, reportOf, told } from './told-reports.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
const forget = () =>
  database.pool.query('truncate reporter, reported_block, propagation_epoch restart identity cascade');
beforeEach(forget);

const record = (...reports: readonly TipReport[]): Promise<BlockHash[]> =>
  inTransaction(database.pool, (tx) => recordReports(tx, reports));
const block = claimOf(1);
const reportsNow = async () => (await readReports(database.pool, block.hash)).map(({ reports }) => told(reports));

describe('of one reporter and block', () => {
  test('the report that arrived first stands, whenever we come to write it', async () => {
    await record(reportOf(block, 7, 800));
    await record(reportOf(block, 7, 300, { receivedMs: 90_000 }));
    expect(await reportsNow()).toEqual([['7/ 800 850']]);
    await record(reportOf(block, 7, 820, { receivedMs: 849 }));
    expect(await reportsNow()).toEqual([['7/ 820 849']]);
  });

  test('one without a time gives way to one with a time', async () => {
    await record(reportOf(block, 7, null, { receivedMs: 100 }));
    expect(await reportsNow()).toEqual([['7/ null 100']]);
    await record(reportOf(block, 7, 600, { receivedMs: 20_000 }));
    expect(await reportsNow()).toEqual([['7/ 600 20000']]);
    await record(reportOf(block, 7, null, { receivedMs: 99 }));
    expect(await reportsNow()).toEqual([['7/ 600 20000']]);
  });

  test('a repeat changes nothing and says so', async () => {
    const report = reportOf(block, 7, 800);
    expect(await record(report, report)).toEqual([block.hash]);
    const { rows } = await database.pool.query('select xmin from reported_block');
    expect(await record(report)).toEqual([]);
    expect((await database.pool.query('select xmin from reported_block')).rows).toEqual(rows);
  });

  test('a clock that is years off is kept as far off as there is room for', async () => {
    await record(reportOf(block, 7, -1.7e12, { receivedMs: 50 }), reportOf(block, 8, 9e15, { receivedMs: 60 }));
    expect(await reportsNow()).toEqual([['7/ -2147483647 50', '8/ 2147483647 60']]);
  });
});

test('nodes of one pool are told apart, and pools with nodes of one name', async () => {
  await record(
    reportOf(block, 7, 1, { node: 'relay' }),
    reportOf(block, 7, 2, { node: 'core' }),
    reportOf(block, 8, 3, { node: 'core' }),
  );
  expect(await reportsNow()).toEqual([['7/core 2 52', '7/relay 1 51', '8/core 3 53']]);
});

test('who says something else of a hash stands apart, and the many come first', async () => {
  await record(
    reportOf(block, 2, 500),
    reportOf(claimOf(1, { producer: testPoolId(66) }), 66, 10),
    reportOf(claimOf(1, { producer: null }), 4, 700),
    reportOf(claimOf(1, { slot: slot(99), epoch: epoch(0) }), 66, 11),
    reportOf(claimOf(1, { height: height(999) }), 66, 12),
    reportOf(block, 3, 600),
  );
  const claims = await readReports(database.pool, block.hash);
  expect(claims.map(({ block, reports }) => [block.slot, block.height, block.producer, told(reports)])).toEqual([
    [301, 31, testPoolId(1), ['2/ 500 550', '3/ 600 650']],
    [99, 31, testPoolId(1), ['66/ 11 61']],
    [301, 31, testPoolId(66), ['66/ 10 60']],
    [301, 31, null, ['4/ 700 750']],
    [301, 999, testPoolId(1), ['66/ 12 62']],
  ]);
});

test('the strongest evidence for a claim stands, by whomever it came', async () => {
  const evidence = async () => (await readReports(database.pool, block.hash)).map((claim) => claim.evidence);
  await record(reportOf(block, 2, 500));
  expect(await record(reportOf(block, 2, 500, { evidence: 'proven' }))).toEqual([block.hash]);
  await record(reportOf(block, 3, 400, { evidence: 'consistent' }));
  expect(await evidence()).toEqual(['proven']);
});

test('late reports of an epoch whose reports are dropped are not kept, later epochs are', async () => {
  await database.pool.query(`insert into propagation_epoch values (3, 1, 1, true)`);
  const later = claimOf(2, { epoch: epoch(4) });
  expect(await record(reportOf(block, 7, 800), reportOf(later, 7, 800))).toEqual([later.hash]);
  expect(await reportsNow()).toEqual([]);
});

test('nothing is asked of PostgreSQL for no reports', async () => {
  expect(await record()).toEqual([]);
});

describe('whatever the order', () => {
  const anyReport = fc
    .record({
      tag: fc.nat({ max: 2 }),
      producer: fc.constantFrom(1, 2, null),
      from: fc.nat({ max: 3 }),
      node: fc.constantFrom('', 'b'),
      delay: fc.option(fc.integer({ min: -10, max: 10 }), { freq: 5 }),
      received: fc.nat({ max: 4 }),
      evidence: fc.constantFrom('claimed' as const, 'consistent' as const, 'proven' as const),
    })
    .map(({ tag, producer, from, node, delay, received, evidence }) =>
      reportOf(claimOf(tag, { producer: producer === null ? null : testPoolId(producer) }), from, delay, {
        node,
        receivedMs: received,
        evidence,
      }),
    );
  const anyDelivery = fc.array(anyReport, { minLength: 1, maxLength: 14 }).chain((reports) =>
    fc.record({
      reports: fc.constant(reports),
      shuffled: fc.shuffledSubarray([...reports, ...reports.slice(0, 3)], {
        minLength: reports.length + Math.min(3, reports.length),
      }),
      pass: fc.integer({ min: 1, max: 5 }),
    }),
  );

  /** Reporters by name: their numbers are given in the order they came. */
  const everything = async () => {
    const { rows } = await database.pool.query<{ hash: string }>(
      `select distinct encode(hash, 'hex') as hash from reported_block order by 1`,
    );
    const found = [];
    for (const tag of [0, 1, 2]) {
      const claims = await readReports(database.pool, claimOf(tag).hash);
      found.push(claims.map((claim) => [claim.block.producer, claim.evidence, told(claim.reports)]));
    }
    return { hashes: rows, found };
  };

  test('reports come in, in how many passes and how often, the same is kept', async () => {
    await fc.assert(
      fc.asyncProperty(anyDelivery, async ({ reports, shuffled, pass }) => {
        await forget();
        await record(...reports);
        const atOnce = await everything();
        await forget();
        for (let from = 0; from < shuffled.length; from += pass) await record(...shuffled.slice(from, from + pass));
        expect(await everything()).toEqual(atOnce);
        const before = await tableHashes(database.pool, { tables: ['reported_block', 'reporter'] });
        await record(...shuffled);
        expect(await tableHashes(database.pool, { tables: ['reported_block', 'reporter'] })).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });
});

test('two loops at once lose no report of each other, nor a reporter that is new to both', async () => {
  const all = Array.from({ length: 40 }, (_, index) => reportOf(claimOf(index % 4), 100 + (index % 20), index));
  await Promise.all([
    record(...all.filter((_, index) => index % 3 > 0)),
    record(...all.filter((_, index) => index % 3 < 2).reverse()),
    record(...all),
  ]);
  const claims = await Promise.all([0, 1, 2, 3].map((tag) => readReports(database.pool, claimOf(tag).hash)));
  expect(claims.flat().flatMap(({ reports }) => reports)).toHaveLength(20);
  expect((await database.pool.query('select from reporter')).rowCount).toBe(20);
});
