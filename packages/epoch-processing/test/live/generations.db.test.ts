import { inTransaction } from '@pooltool/shared-utils/pg';
import { type DumpEvent, makeSimulation } from '@pooltool/simulator';
import { readLiveArrival, readLivePools, recordLiveArrival } from '@pooltool/store';
import { tableHashes } from '@pooltool/store/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HALF_AN_HOUR_MS, type LiveStage, startLiveStage } from './live-stage.ts';

const simulation = makeSimulation({ seed: 29, epochs: 3, epochLength: 150, delegators: 30 });
const dumps = [...simulation.events()].filter((event): event is DumpEvent => event.kind === 'dump');
const [first, second, third] = dumps;
if (first === undefined || second === undefined || third === undefined) throw new Error('three dumps were wanted');

const DAY_MS = 24 * 60 * 60_000;

let stage: LiveStage;
beforeEach(async () => {
  stage = await startLiveStage(simulation);
});
afterEach(() => stage.close());

const notices = async () =>
  (
    await stage.pool.query<{ key: string; subject: string; slot: bigint | null; payload: Record<string, string> }>(
      `select key, subject, slot, payload from notice where kind = 'stake_change' order by subject`,
    )
  ).rows;

const loadedNow = async () => ({
  generation: await stage.generation(),
  tables: await tableHashes(stage.pool, { tables: ['live_stake', 'live_pool', 'stats_history', 'notice'] }),
});

describe('people are told', () => {
  test('of no change by the first generation: nobody knows what was before', async () => {
    await stage.load(first);
    expect(await notices()).toEqual([]);
  });

  test('of every pool whose live stake changed, and of no other', async () => {
    await stage.load(first);
    const before = await readLivePools(stage.pool);
    await stage.load(third);
    const now = await readLivePools(stage.pool);
    const generation = (await stage.generation())?.sha256;
    const changed = [...new Set([...before.keys(), ...now.keys()])]
      .map((pool) => ({ pool, old: before.get(pool)?.stake ?? 0n, is: now.get(pool)?.stake ?? 0n }))
      .filter(({ old, is }) => old !== is)
      .toSorted((a, b) => (a.pool < b.pool ? -1 : 1));
    expect(changed.length).toBeGreaterThan(1);
    expect(await notices()).toEqual(
      changed.map(({ pool, old, is }) => ({
        key: `stake_change:${pool}:${generation}`,
        subject: pool,
        slot: null,
        payload: { pool, ticker: '', old_stake: `${old}`, livestake: `${is}` },
      })),
    );
  });

  test('of nothing that is half a day old', async () => {
    await stage.load(first);
    await stage.clock.advance(DAY_MS);
    expect(await stage.arrive(third, stage.clock.now() - DAY_MS / 2 - 1)).toBe('recorded');
    await stage.work();
    expect((await stage.generation())?.epoch).toBe(third.epoch);
    expect(await notices()).toEqual([]);
  });
});

describe('one generation after the other', () => {
  test('the same one again, by a person or a second worker, changes nothing and tells nobody', async () => {
    await stage.load(first);
    await stage.load(second);
    const before = await loadedNow();
    await stage.control.request({ asset: 'live_stake', partition: 'all' });
    await stage.work();
    expect(await loadedNow()).toEqual(before);
  });

  test('the same ledger state that is dumped again is known', async () => {
    await stage.load(second);
    await stage.clock.advance(HALF_AN_HOUR_MS);
    expect(await stage.arrive(second)).toBe('known');
  });

  test('an older one that comes later is told so and ignored', async () => {
    await stage.load(second);
    const before = await loadedNow();
    await stage.clock.advance(HALF_AN_HOUR_MS);
    expect(await stage.arrive(first)).toBe('older');
    expect(await loadedNow()).toEqual(before);
    expect((await readLiveArrival(stage.pool))?.arrival.place.epoch).toBe(second.epoch);
  });

  test('of many that came while no worker was there only the newest is loaded', async () => {
    for (const dump of [first, second, third]) {
      await stage.clock.advance(HALF_AN_HOUR_MS);
      await stage.arrive(dump);
    }
    await stage.work();
    const { rows } = await stage.pool.query(`select epoch from stats_history`);
    expect(rows).toEqual([{ epoch: third.epoch }]);
  });
});

describe('what is not right is not loaded, and what stands stays', () => {
  test('a file that is not the one that was told of', async () => {
    await stage.load(first);
    const before = await loadedNow();
    await stage.clock.advance(HALF_AN_HOUR_MS);
    const { arrival, bytes } = await stage.prepared(second);
    const damaged = bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] ?? 0) ^ 1);
    await stage.put(arrival.file.key, damaged);
    await inTransaction(stage.pool, (tx) => recordLiveArrival(tx, { arrival, receivedAt: new Date(0) }));
    await stage.work();
    expect(await stage.state()).toBe('failed');
    expect(await loadedNow()).toEqual(before);
  });

  test('a file of another ledger state than was told', async () => {
    const { arrival, bytes } = await stage.prepared(second);
    await stage.put(arrival.file.key, bytes);
    const told = { ...arrival, place: { ...arrival.place, blocks: arrival.place.blocks + 1 } };
    await inTransaction(stage.pool, (tx) => recordLiveArrival(tx, { arrival: told, receivedAt: new Date(0) }));
    await stage.work();
    expect(await stage.state()).toBe('failed');
    expect(await stage.generation()).toBeNull();
  });
});
