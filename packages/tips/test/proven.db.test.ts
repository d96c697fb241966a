import { slot } from '@pooltool/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { drawnElection, firstWonSlot, knowElections, NONCE } from './proven-elections.ts';
import { extendChain, makerOf, reportsOf, type ToldBlock, tip, tipNetwork } from './small-tips.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

const WON = firstWonSlot(tipNetwork);
const won: ToldBlock = { tag: 1, height: 500, slot: WON, maker: 1 };
const election = drawnElection(WON);

test('reports are proven from the pass on that finds the nonce, the key and the stakes', async () => {
  await stage.put(...reportsOf(won, 2, { election }));
  await stage.pass();
  expect(await stage.contest(500)).toMatchObject({
    candidates: [{ evidence: 'consistent', provable: false, standing: 'unconfirmed' }],
  });
  await knowElections(stage.pool, makerOf(1));
  await stage.put(...reportsOf(won, 3, { election }));
  await stage.pass();
  expect(await stage.contest(500)).toMatchObject({
    candidates: [{ evidence: 'proven', provable: true, standing: 'confirmed', witnesses: 3 }],
  });
});

test('a nonce that is another one after a roll backward is the one that proves', async () => {
  await knowElections(stage.pool, makerOf(1));
  await stage.pool.query(`update epoch_nonce set nonce = sha256(nonce)`);
  await stage.put(...reportsOf(won, 2, { election }));
  expect((await stage.pass()).refused).toEqual(new Map([['proof-not-of-pool', 2]]));
  await stage.pool.query(`update epoch_nonce set nonce = decode($1, 'hex')`, [NONCE]);
  await stage.put(...reportsOf(won, 3, { election }));
  expect((await stage.pass()).refused).toEqual(new Map());
});

test('a slot that was slept through proves no block that nobody else saw, and no second one of its slot', async () => {
  await knowElections(stage.pool, makerOf(1));
  await extendChain(stage.pool, { tag: 80, height: 499, slot: 30_000, maker: 4 });
  const copied: ToldBlock = { ...won, tag: 66 };
  await stage.put(...reportsOf(won, 4, { election }), tip(copied, 66, { election }));
  await stage.pass();
  expect(await stage.contest(500)).toMatchObject({
    classification: null,
    candidates: [
      { slot: slot(WON), witnesses: 4, standing: 'confirmed' },
      { witnesses: 1, standing: 'unconfirmed' },
    ],
  });
});
