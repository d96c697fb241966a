import { openPool } from '@pooltool/shared-utils/pg';
import { type FaultProxy, startFaultProxy } from '@pooltool/store/testing';
import { openPostgresInbox } from '@pooltool/tip-inbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tipPasses } from '../src/tip-pass.ts';
import { extendChain, hashOf, reportsOf, tip, tipNetwork } from './small-tips.ts';
import { openStage, type Stage } from './stage.ts';
import { toldTruth } from './told-truth.ts';

let stage: Stage;
let proxy: FaultProxy;
beforeAll(async () => {
  stage = await openStage();
  proxy = await startFaultProxy(stage.database.url);
});
afterAll(async () => {
  await proxy.close();
  await stage.close();
});

const MESSAGES = [
  ...reportsOf({ tag: 1, height: 500, slot: 30_400, maker: 1 }, 4),
  ...reportsOf({ tag: 2, height: 500, slot: 30_402, maker: 2 }, 3),
  ...reportsOf({ tag: 3, height: 501, slot: 30_402, maker: 3 }, 3),
  tip({ tag: 4, height: 502, slot: 30_420, maker: 4 }, 9),
];

async function begin(): Promise<void> {
  await stage.clear();
  await extendChain(stage.pool, { tag: 80, height: 499, slot: 30_390, maker: 4 });
  // Batches of their own: a pass that is cut gives all of them back.
  for (const message of MESSAGES) await stage.put(message);
}

const outcome = async () => ({
  ...(await toldTruth(stage.pool, MESSAGES)),
  samples: (await stage.pool.query('select * from sync_sample')).rows,
  marks: await stage.marks(),
});

test('what a pass had in mind to mark later is marked, also when nobody heard that it was committed', async () => {
  await begin();
  const pool = openPool({ connectionString: proxy.url, applicationName: 'cut' });
  const { pass } = tipPasses({ pool, inbox: openPostgresInbox({ pool }), network: tipNetwork, clock: stage.clock });
  await pass();
  await stage.put(...reportsOf({ tag: 6, height: 503, slot: 30_430, maker: 6 }, 3));
  await stage.marks();
  proxy.cutAtCommit('write-contests', 'after');
  await expect(pass()).rejects.toMatchObject({ code: 'POOLTOOL_DATABASE_UNREACHABLE' });
  await proxy.settled();
  expect((await stage.contest(503))?.candidates).toHaveLength(1);
  await pass();
  await stage.clock.advance(10_000);
  await pass();
  await pool.end();
  expect(await stage.marks()).toContain(`block_propagation 503/${hashOf(6)}`);
});

test('a connection is cut at any message of a pass, and what follows ends as if it had not been', async () => {
  await begin();
  await stage.pass();
  const undisturbed = await outcome();
  expect(undisturbed.judged).toMatchObject({ judged_height: [{}, {}, {}] });
  let cuts = 0;
  let wasCut = true;
  // Not each of the some eighty messages: those of one statement are all the same to who is cut off.
  for (let nth = 1; wasCut; nth += 5) {
    await begin();
    const pool = openPool({ connectionString: proxy.url, applicationName: 'cut' });
    const { pass } = tipPasses({ pool, inbox: openPostgresInbox({ pool }), network: tipNetwork, clock: stage.clock });
    // Also what is committed and never heard of: the next pass finds nothing to do.
    proxy.cutAt(nth, nth % 2 === 0 ? 'before' : 'after');
    const failed = await pass().then(
      () => false,
      () => true,
    );
    await proxy.settled();
    wasCut = !proxy.disarm();
    expect(failed).toBe(wasCut);
    cuts += wasCut ? 1 : 0;
    await pass();
    await pool.end();
    const { marks, ...truth } = await outcome();
    const { marks: expected, ...expectedTruth } = undisturbed;
    expect(truth).toEqual(expectedTruth);
    // Who heard nothing of his COMMIT begins anew, and marks what is recent once more.
    expect(marks).toEqual(expect.arrayContaining([...expected]));
  }
  expect(cuts).toBeGreaterThan(5);
}, 60_000);
