import { type Block, blockPlace, epoch, factsOf, firstSlotOf, type TipReport } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { makeSimulation } from '@pooltool/simulator';
import { blocksMade, type SlotFate, simulatedReports, simulatedSchedules } from '@pooltool/simulator/tips';
import { commitSlots, recordBlocks, revealSlots, rollBackTo, writeSyncPoint } from '@pooltool/store';
import { newestPropagation, poolSlots } from '@pooltool/store/documents';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashOf, textOf } from '../../../store/test/slots/slot-sender.ts';
import { startWatchingStage, type WatchingStage } from './watching-stage.ts';

const simulation = makeSimulation({
  seed: 11,
  epochs: 3,
  epochLength: 240,
  pools: 6,
  forkRate: 0.1,
  transactionsPerBlock: 0,
});
const { network } = simulation;
const made = blocksMade(simulation);
const reports = simulatedReports(simulation, { seed: 5, reporters: 20, heard: 0.8, skewed: 0.15, lies: 0.05 });
const schedules = simulatedSchedules(simulation, { seed: 9, missed: 2 });
const ENDED = [0, 1];

const factsIn = (block: Block) => factsOf(block, blockPlace(network, { slot: block.slot, parentSlot: null }));

/** `forks`: our node follows losing branches too, until they have lost. */
async function follow(stage: WatchingStage, { forks }: { readonly forks: boolean }): Promise<void> {
  const known = new Map<string, Block>();
  for (const event of simulation.events()) {
    if (event.kind !== 'block' || (event.branch === 'losing' && !forks)) continue;
    const to = event.rollsBackTo === null ? undefined : known.get(event.rollsBackTo.hash);
    await inTransaction(stage.pool, async (tx) => {
      if (to !== undefined && forks) {
        await rollBackTo(tx, to);
        await writeSyncPoint(tx, 'chain', to);
      }
      await recordBlocks(tx, [factsIn(event.block)], { feed: 'chain', tellFrom: null });
    });
    known.set(event.block.hash, event.block);
  }
}

const commitAndReveal = (stage: WatchingStage) =>
  inTransaction(stage.pool, async (tx) => {
    for (const { pool, epoch: of, slots } of schedules) {
      const text = textOf(slots);
      const commitment = { count: slots.length, hash: hashOf(text) };
      await commitSlots(tx, { network, pool, epoch: of, commitment, present: firstSlotOf(network, of) });
      await revealSlots(tx, { network, pool, epoch: of, text, present: firstSlotOf(network, epoch(of + 1)) });
    }
  });

const inPasses = (all: readonly TipReport[], size: number): TipReport[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));

/** Per pool: slots kept of slots assigned, over the epochs that are over. */
function lifetimes(): Map<string, { assigned: number; kept: number }> {
  const sums = new Map<string, { assigned: number; kept: number }>();
  for (const { pool, epoch: of, fates } of schedules) {
    if (!ENDED.includes(of)) continue;
    const before = sums.get(pool) ?? { assigned: 0, kept: 0 };
    const kept = [...fates.values()].filter((fate) => fate !== 'missed').length;
    sums.set(pool, { assigned: before.assigned + fates.size, kept: before.kept + kept });
  }
  return sums;
}

const fatesOf = (wanted: SlotFate) =>
  schedules
    .filter((one) => ENDED.includes(one.epoch))
    .reduce((sum, { fates }) => sum + [...fates.values()].filter((fate) => fate === wanted).length, 0);

async function expectTheTruth(stage: WatchingStage): Promise<void> {
  const [sums] = await stage.rowsOf(
    `select sum(made)::int as made, sum(slot_battles_lost)::int as slots, sum(height_battles_lost)::int as heights,
       sum(missed)::int as missed, count(*) filter (where outcome <> 'settled')::int as unsettled from assigned_performance`,
  );
  expect(sums).toEqual({
    made: fatesOf('made'),
    slots: fatesOf('slot-battle-lost'),
    heights: fatesOf('height-battle-lost'),
    missed: fatesOf('missed'),
    unsettled: 0,
  });
  const pools = [...new Set(schedules.map(({ pool }) => pool))];
  const found = await poolSlots(stage.pool, pools);
  const shown = pools.flatMap((pool) => {
    const lifetime = found.get(pool)?.lifetime ?? null;
    return lifetime === null ? [] : [[pool, lifetime] as const];
  });
  expect(new Map(shown)).toEqual(lifetimes());
}

test('the simulated network has every fate a slot can have', () => {
  for (const fate of ['made', 'slot-battle-lost', 'height-battle-lost', 'missed'] as const) {
    expect(fatesOf(fate), fate).toBeGreaterThan(0);
  }
});

describe.each([
  ['of a node that had the blocks that lost', true],
  ['of a node that never had them, by what others reported', false],
])('performance and propagation %s', (_, forks) => {
  let stage: WatchingStage;
  beforeAll(async () => {
    stage = await startWatchingStage(network);
    await follow(stage, { forks });
    await commitAndReveal(stage);
    if (!forks) for (const pass of inPasses(reports, 400)) await stage.report(pass);
    await stage.work();
  }, 60_000);
  afterAll(() => stage.close());

  test('every slot’s fate is the one the network knows', () => expectTheTruth(stage));

  test('reports that arrive late, or again, the last ones first, change nothing', async () => {
    for (const pass of inPasses(reports.toReversed(), 300)) await stage.report(pass);
    await stage.work();
    await expectTheTruth(stage);
  });

  test('delays are those of honest nodes; wrong clocks are outliers and liars are not heard', async () => {
    const onChain = new Set(made.flatMap(({ block, branch }) => (branch === 'main' ? [block.hash] : [])));
    const honest = reports.filter(({ block, evidence }) => evidence === 'proven' && onChain.has(block.hash));
    const newest = Math.max(...ENDED);
    let compared = 0;
    for (const [pool, sides] of await newestPropagation(stage.pool, [
      ...new Set(made.map(({ producer }) => producer)),
    ])) {
      const receiver = sides.receiver;
      if (receiver?.epoch !== newest) continue;
      const firsts = new Map<string, TipReport>();
      for (const report of honest) {
        if (report.reporter.pool !== pool || report.block.producer === pool || report.block.epoch !== newest) continue;
        const had = firsts.get(report.block.hash);
        if (had === undefined || report.receivedMs < had.receivedMs) firsts.set(report.block.hash, report);
      }
      const delays = [...firsts.values()].map(({ delayMs }) => delayMs ?? 0);
      const within = delays.filter((ms) => ms <= 5_000);
      compared += within.length;
      expect(receiver).toMatchObject({ datapoints: within.length, outliers: delays.length - within.length });
      expect(receiver.averageMs).toBeCloseTo(within.reduce((sum, ms) => sum + ms, 0) / within.length, 1);
    }
    expect(compared).toBeGreaterThan(100);
  });
});
