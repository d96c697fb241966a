import { type BlockFacts, blockPlace, factsOf, lovelace, type Point } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { type DumpEvent, makeSimulation } from '@pooltool/simulator';
import { CHAIN_FEED, recordBlocks, rollBackTo, writeSyncPoint } from '@pooltool/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { arrivalSensor } from '../src/arrival-sensor.ts';
import { type Stage, startStage } from './stage.ts';

const simulation = makeSimulation({ seed: 11, epochs: 3, epochLength: 900, forkRate: 0 });

/** The simulation in one piece: its blocks, and its dumps with the number of blocks before each. */
const facts: BlockFacts[] = [];
const dumps: (DumpEvent & { readonly after: number })[] = [];
for (const event of simulation.events()) {
  if (event.kind === 'dump') dumps.push({ ...event, after: facts.length });
  if (event.kind !== 'block' || event.branch !== 'main') continue;
  const { slot } = event.block;
  facts.push(factsOf(event.block, blockPlace(simulation.network, { slot, parentSlot: null })));
}

const dumpOf = (epoch: number) => {
  const found = dumps.find((dump) => dump.epoch === epoch);
  if (found === undefined) throw new Error(`the simulation has no dump of epoch ${epoch}`);
  return found;
};

let stage: Stage;
beforeEach(async () => {
  stage = await startStage(simulation);
});
afterEach(() => stage.close());

const forward = (blocks: readonly BlockFacts[]) =>
  inTransaction(stage.pool, (tx) => recordBlocks(tx, blocks, { feed: CHAIN_FEED, tellFrom: null }));

async function look(cursor: string | null = null) {
  const { signal } = new AbortController();
  const { requests = [], ...rest } = await arrivalSensor().evaluate({ cursor, pool: stage.pool, signal });
  return { asked: requests.map(({ asset, partition }) => `${asset}/${partition}`), ...rest };
}

describe('the dump of an epoch', () => {
  test('waits until the chain is in its epoch', async () => {
    await forward(facts.slice(0, dumpOf(0).after));
    await stage.arrive(dumpOf(1));
    expect(await look()).toMatchObject({ asked: [], skipReason: expect.stringMatching(/dump of epoch 1/) });
    await forward(facts.slice(dumpOf(0).after, dumpOf(0).after + 1));
    expect((await look()).asked).toContain('epoch_params/1');
  });

  test('that was taken further on than we have followed is worked on, and once more when we have its block', async () => {
    const runs = async () => {
      const { rows } = await stage.pool.query(
        `select from asset_run where asset = 'epoch_params' and partition = '1' and state = 'ok'`,
      );
      return rows.length;
    };
    await stage.arrive(dumpOf(0));
    await stage.arrive(dumpOf(1));
    await forward(facts.slice(0, dumpOf(1).after - 1));
    await stage.work(async () => (await runs()) === 1);
    await forward(facts.slice(dumpOf(1).after - 1, dumpOf(1).after));
    await stage.work();
    expect(await runs()).toBe(2);
    expect(await stage.states()).toMatchObject({ 'epoch_params/1': 'ok', 'rewards_forecast/0': 'ok' });
  });

  test('that waits holds up no dump that arrived after it', async () => {
    await forward(facts.slice(0, dumpOf(0).after));
    await stage.arrive(dumpOf(2));
    await stage.arrive(dumpOf(0));
    const { asked, ...rest } = await look();
    expect(asked).toContain('epoch_params/0');
    expect(asked).not.toContain('epoch_params/2');
    expect(rest).not.toHaveProperty('cursor');
  });

  test('is checked against the new chain when the blocks it was taken after were undone', async () => {
    await forward(facts.slice(0, dumpOf(1).after));
    await stage.arrive(dumpOf(0));
    await stage.arrive(dumpOf(1));
    await stage.work();
    expect(await stage.states()).toMatchObject({ 'epoch_params/1': 'ok', 'rewards_forecast/0': 'ok' });

    const kept = facts.findLastIndex(({ epoch }) => epoch === 0) - 1;
    await undoAfter(kept);
    const [richer, ...same] = facts.slice(kept + 1, dumpOf(1).after);
    if (richer === undefined || richer.totals.fees === null) throw new Error('a block follows the one that is kept');
    const fees = lovelace(richer.totals.fees + 1n);
    await forward([{ ...richer, totals: { ...richer.totals, fees } }, ...same]);
    await stage.work(async () => (await stage.states())['epoch_params/1'] === 'failed');
    expect(await stage.states()).toMatchObject({ 'rewards_forecast/0': expect.stringMatching(/ok|requested/) });
    const { rows } = await stage.pool.query(`select status from reward_epoch where earned_epoch = 0`);
    expect(rows).toEqual([{ status: 'forecast' }]);
  });
});

async function undoAfter(index: number): Promise<void> {
  const block = facts[index]?.block;
  if (block === undefined) throw new Error(`there is no block ${index}`);
  const { height, ...point }: Point & { height: typeof block.height } = block;
  await inTransaction(stage.pool, async (tx) => {
    const to = { slot: point.slot, hash: point.hash, height };
    await rollBackTo(tx, to);
    await writeSyncPoint(tx, CHAIN_FEED, to);
  });
}
